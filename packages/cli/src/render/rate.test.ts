import { describe, expect, it } from 'vitest';
import { Rate } from './rate.ts';

describe('Rate', () => {
  it('is what the last five seconds were', () => {
    const rate = new Rate();
    for (let second = 0; second <= 20; second += 1) rate.add(second < 10 ? 1_000_000 : 100, second * 1000);
    expect(rate.perSecond(20_000)).toBe(100);
  });

  it('falls to nothing when nothing comes any more', () => {
    const rate = new Rate();
    rate.add(0, 0);
    rate.add(1000, 1000);
    expect(rate.perSecond(2000)).toBe(500);
    expect(rate.perSecond(60_000)).toBe(0);
  });

  it('is not known in the first second', () => {
    const rate = new Rate();
    expect(rate.perSecond(0)).toBeUndefined();
    rate.add(1000, 0);
    expect(rate.perSecond(999)).toBeUndefined();
  });
});
