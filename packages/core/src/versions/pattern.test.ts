import { describe, expect, it } from 'vitest';
import { compilePattern } from './pattern.ts';

describe('compilePattern', () => {
  it.each([
    ['digits', '^\\d+\\.\\d+$', '17.2', true],
    ['no anchors: found anywhere', 'alpine', '17-alpine3.20', true],
    ['anchored', '^alpine$', '17-alpine', false],
    ['a named group', '^(?<major>\\d+)$', '17', true],
    ['a slash', 'a/b', 'a/b', true],
    ['an escaped hyphen is left to both engines', '[a\\-z]+', '-', true],
  ])('%s', (_, pattern, text, found) => {
    expect(compilePattern(pattern).test(text)).toBe(found);
  });

  it.each([
    ['look-ahead', '^(?!latest)'],
    ['look-behind', '(?<=v)1'],
    ['a backreference', '(a)\\1'],
    ['an inline flag, which JavaScript lacks', '(?i)alpine'],
    ['a quotation, which JavaScript reads otherwise', '\\Qa.b\\E'],
    ['an anchor, which JavaScript reads otherwise', '\\Aa\\z'],
    ['an open bracket', '(a'],
    ['a repetition of nothing', '*'],
  ])('refuses %s', (_, pattern) => {
    expect(() => compilePattern(pattern)).toThrow(expect.objectContaining({ code: 'MIRROR_CONFIG_REGEX' }));
  });

  it('cannot explode', () => {
    expect(compilePattern('^(a+)+$').test(`${'a'.repeat(5000)}!`)).toBe(false);
  });
});
