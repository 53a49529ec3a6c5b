import { describe, expect, it } from 'vitest';
import { checkIdentity } from './identity-pattern.ts';

const documented = String.raw`^https://github\.com/a/b/\.github/workflows/mirror\.yml@refs/heads/main$`;

describe('checkIdentity', () => {
  it('compiles the documented form, which matches the whole name only', () => {
    const identity = checkIdentity(documented);
    const name = 'https://github.com/a/b/.github/workflows/mirror.yml@refs/heads/main';
    expect(identity.test(name)).toBe(true);
    expect(identity.test(`${name}-evil`)).toBe(false);
    expect(identity.test(`https://evil.example/${name}`)).toBe(false);
    expect(identity.test(name.replace('github.com', 'githubxcom'))).toBe(false);
  });

  it.each([
    ['groups and alternatives', String.raw`^(?:a|b)@refs/(heads|tags)/[\w.-]+$`],
    ['classes and repetitions', String.raw`^[^/@]{1,30}\d+\.x?$`],
  ])('lets %s through', (_, pattern) => {
    expect(() => checkIdentity(pattern)).not.toThrow();
  });

  it('cannot explode', () => {
    expect(checkIdentity('^(a+)+$').test(`${'a'.repeat(5000)}!`)).toBe(false);
  });

  it.each([
    ['no anchor at the start', 'https://github.com/a/b$'],
    ['no anchor at the end', '^https://github.com/a/b'],
    ['an escaped end', String.raw`^https://github.com/a/b\$`],
    ['an alternative that escapes the anchors', '^a|b$'],
    ['a look-ahead', '^(?=a)a$'],
    ['a look-behind', '^(?<!a)b$'],
    ['a named group', '^(?<n>a)$'],
    ['a flag', '^(?i)a$'],
    ['a back-reference', String.raw`^(a)\1$`],
    ['a named back-reference', String.raw`^\k<n>$`],
    ['a word boundary of one language', String.raw`^a\z$`],
    ['a Unicode class', String.raw`^\p{L}$`],
    ['a quotation', String.raw`^\Qa\E$`],
    ['a named class', '^[[:alpha:]]$'],
    ['a class that begins with its bracket', '^[]a]$'],
    ['a repetition beyond RE2', '^a{1001}$'],
    ['a brace that is no repetition', '^a{,2}$'],
    ['a possessive repetition', '^a++$'],
    ['an open group', '^(a$'],
    ['an open class', '^[a$'],
    ['nothing', ''],
  ])('refuses %s', (_, pattern) => {
    expect(() => checkIdentity(pattern)).toThrow(
      expect.objectContaining({ code: 'MIRROR_IDENTITY_PATTERN' }),
    );
  });
});
