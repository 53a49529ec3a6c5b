import { describe, expect, it } from 'vitest';
import { timeLimit, timeLimitSchema } from './time-limit.ts';

describe('timeLimit', () => {
  it.each([
    ['90s', 90_000],
    ['10m', 600_000],
    ['1h', 3_600_000],
  ])('%s is %d ms, and the schema takes it', (text, milliseconds) => {
    expect(timeLimit(text)).toBe(milliseconds);
    expect(text).toMatch(new RegExp(String(timeLimitSchema('How long').pattern)));
  });
});
