import { describe, expect, it } from 'vitest';
import { parseDuration } from './duration.ts';

describe('parseDuration', () => {
  it.each([
    ['90s', 90_000],
    ['3d', 259_200_000],
    ['1h 30m', 5_400_000],
    ['2 weeks', 1_209_600_000],
    ['0.5h', 1_800_000],
  ])('%s', (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });

  it.each(['', '3', 'd', '-3d', '3x', '3d!', '9999999999999999w'])('refuses %j', (text) => {
    expect(() => parseDuration(text)).toThrow(expect.objectContaining({ code: 'MIRROR_CONFIG_VALUE' }));
  });
});
