import { describe, expect, it } from 'vitest';
import { inSeconds, secondsSince } from './seconds.ts';

describe('inSeconds', () => {
  it.each([
    [28.594_427, 0.029],
    [0.2, 0],
    [12_400.4, 12.4],
    [1_500.000_000_1, 1.5],
  ])('makes %d ms %d s', (milliseconds, seconds) => {
    expect(inSeconds(milliseconds)).toBe(seconds);
  });
});

describe('secondsSince', () => {
  it('has three digits at most behind the point', () => {
    expect(String(secondsSince(performance.now() - 1234.567_891))).toMatch(/^\d+(\.\d{1,3})?$/);
  });
});
