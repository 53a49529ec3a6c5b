import { describe, expect, it } from 'vitest';
import { parseRange } from './range.ts';
import { parseVersion } from './version.ts';

/** Which of the tags the range takes. */
function taken(range: string, tags: string, prereleases = false): string {
  const parsed = parseRange(range, prereleases);
  return tags
    .split(' ')
    .filter((tag) => {
      const version = parseVersion(tag);
      return version !== undefined && parsed.test(version);
    })
    .join(' ');
}

describe('parseRange', () => {
  it.each([
    ['from one on', '>=10', '9.11.6 10.0.0 11', '10.0.0 11'],
    ['an operator that stands apart', '>= 10  < 11', '10.3.1 11.0.0', '10.3.1'],
    ['several', '10.x || ~12.1', '10.3 11.0 12.1.5 12.2', '10.3 12.1.5'],
    ['with a hyphen: to the end of the last one', '16 - 17', '15.9 16.1 17.4 18.0', '16.1 17.4'],
    ['anything', '*', '1 v2.3 2024.01.5', '1 v2.3 2024.01.5'],
    ['leading zeros', '>=22.04 <24', '20.04 22.04 23.10 24.04', '22.04 23.10'],
    ['a v', '^v3.2', 'v3.2.1 3.9 v4.0', 'v3.2.1 3.9'],
    ['up to one with all that it has', '<=10.0.17763', '10.0.17763.9 10.0.20348.1', '10.0.17763.9'],
    ['a fourth part', '>=1.2.3.4', '1.2.3 1.2.3.3 1.2.3.4 1.2.3.5 1.2.4', '1.2.3.4 1.2.3.5 1.2.4'],
    ['above a fourth part', '>1.2.3.4', '1.2.3.4 1.2.3.5', '1.2.3.5'],
    ['below a fourth part', '<1.2.3.4', '1.2.2.9 1.2.3 1.2.3.3 1.2.3.4', '1.2.2.9 1.2.3 1.2.3.3'],
    ['up to a fourth part', '<=1.2.3.4', '1.2.3.4 1.2.3.5', '1.2.3.4'],
    ['exactly a fourth part', '=1.2.3.4', '1.2.3.3 1.2.3.4 1.2.3.5', '1.2.3.4'],
    ['from a fourth part on, within a minor', '~1.2.3.4', '1.2.3.3 1.2.3.4 1.2.9 1.3.0', '1.2.3.4 1.2.9'],
    ['a fourth part between', '1.2.3.4 - 1.2.3.6', '1.2.3.3 1.2.3.4 1.2.3.6 1.2.3.7', '1.2.3.4 1.2.3.6'],
    ['no pre-releases', '>=10', '11.0.0-rc1 10.0.0', '10.0.0'],
    [
      'those that it names, and later ones of the same version',
      '>=11.0.0-rc2',
      '11.0.0-rc1 11.0.0-rc2 11.0.0-rc10 11.0.0 11.1.0-rc1',
      '11.0.0-rc2 11.0.0-rc10 11.0.0',
    ],
    ['as tags write them', '>=18beta2', '18beta1 18beta2 18rc1 18', '18beta2 18rc1 18'],
    ['as npm writes all of them', '>=2.0.0-0', '1.9.0 2.0.0-alpha1 2.0.0', '2.0.0-alpha1 2.0.0'],
    ['plain ones alone', '17', '17.2 17.2-alpha 17.2-alpine', '17.2'],
    ['a variant alone', '17-alpine', '17.2 17.2-alpine 17.2-alpine3.20 18.0-alpine', '17.2-alpine'],
    ['a variant of everything', '*-alpine', '17.2 17.2-alpine 3-alpine', '17.2-alpine 3-alpine'],
    ['a variant of a part', '17.x-alpine', '17.2-alpine 18-alpine', '17.2-alpine'],
    [
      'a variant said once',
      '>=16-alpine <18',
      '16.1-alpine 17.2-alpine 17.2 18.0-alpine',
      '16.1-alpine 17.2-alpine',
    ],
    [
      'a variant for each alternative',
      '17-alpine || 18',
      '17.1 17.1-alpine 18.1 18.1-alpine',
      '17.1-alpine 18.1',
    ],
    ['a variant with a version in it', '~6.7-php8.3', '6.7.1-php8.3 6.7.1-php8.4', '6.7.1-php8.3'],
    ['its builds', '>=17-ce', '17.1-ce.0 17.1-ce.12 17.1-ce.x 17.1-cex.1', '17.1-ce.0 17.1-ce.12'],
    [
      'a pre-release of a variant',
      '>=8.0-rc1-bookworm',
      '8.0-rc1-bookworm 8.0-rc2-bookworm 8.0-rc2 8.0-bookworm',
      '8.0-rc1-bookworm 8.0-rc2-bookworm 8.0-bookworm',
    ],
  ])('%s: %s', (_name, range, tags, expected) => {
    expect(taken(range, tags)).toBe(expected);
  });

  it.each([
    ['from one on', '>=11', '10.9 11.0.0-rc1 11.0.0', '11.0.0-rc1 11.0.0'],
    ['not those of the next one', '<11', '10.9 11.0.0-rc1', '10.9'],
    ['of a variant', '11-alpine', '11.0.0-rc1-alpine 11.0.0-rc1', '11.0.0-rc1-alpine'],
  ])('with pre-releases, %s: %s', (_name, range, tags, expected) => {
    expect(taken(range, tags, true)).toBe(expected);
  });

  it.each([
    ['a word', 'latest'],
    ['a word behind an operator', '>=bookworm'],
    ['a regular expression', '^\\d+$'],
    ['an operator alone', '>='],
    ['a comma', '>=1,<2'],
    ['two variants at once', '>=16-alpine <17-bookworm'],
    ['a hyphen at an end', '1 -'],
    ['a separator without a variant', '17-'],
  ])('refuses %s: %s', (_name, range) => {
    expect(() => parseRange(range)).toThrow(
      expect.objectContaining({ code: 'MIRROR_CONFIG_SEMVER', hint: expect.any(String) }),
    );
  });
});
