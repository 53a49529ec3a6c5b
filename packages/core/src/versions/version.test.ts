import { describe, expect, it } from 'vitest';
import { isAttestationName, parseVersion } from './version.ts';

describe('parseVersion', () => {
  it.each<[name: string, tag: string, parts: number[], prerelease: (string | number)[], variant: string]>([
    ['three parts', '10.3.1', [10, 3, 1], [], ''],
    ['one part', '17', [17], [], ''],
    ['a v', 'v3.2.1', [3, 2, 1], [], ''],
    ['four parts', '10.0.26100.1742', [10, 0, 26100, 1742], [], ''],
    ['a date with leading zeros', '2024.01.05', [2024, 1, 5], [], ''],
    ['a variant', '17.2-alpine', [17, 2], [], 'alpine'],
    ['a variant with a version of its own', '17-alpine3.20', [17], [], 'alpine3.20'],
    ['a revision', '26.0.7-0', [26, 0, 7], [], '0'],
    ['a release candidate', '11.0.0-rc1', [11, 0, 0], ['rc', 1], ''],
    ['a release candidate with a dot', '11.0.0-rc.10', [11, 0, 0], ['rc', 10], ''],
    ['postgres writes betas without a separator', '18beta1', [18], ['beta', 1], ''],
    ['python writes alphas with one letter', '3.14.0a7', [3, 14, 0], ['a', 7], ''],
    ['redis writes milestones with an M', '8.0-M03', [8, 0], ['m', 3], ''],
    ['grafana writes the build before pre', '11.3.0-72847pre', [11, 3, 0], ['pre', 72847], ''],
    ['a pre-release of a variant', '8.0-rc2-bookworm', [8, 0], ['rc', 2], 'bookworm'],
    ['a pre-release with several identifiers', '1.0.0-dev.7.abc', [1, 0, 0], ['dev', 7, 'abc'], ''],
    ['a word that begins like a marker', '3.9.0-alpine', [3, 9, 0], [], 'alpine'],
    ['a letter that is no marker', '1.1.1w', [1, 1, 1], [], 'w'],
    ['a release in the way of Java', '4.8.3.Final', [4, 8, 3], [], ''],
    [
      'grafana writes the distribution behind it',
      '11.3.0-72847pre-ubuntu',
      [11, 3, 0],
      ['pre', 72847],
      'ubuntu',
    ],
    ['elastic writes the commit before', '8.17.0-1a2b3c4d-SNAPSHOT', [8, 17, 0], ['snapshot'], '1a2b3c4d'],
    [
      'home-assistant writes daily builds with a dot',
      '2025.5.0.dev20250331',
      [2025, 5, 0],
      ['dev', 20250331],
      '',
    ],
    ['an underscore', '3.17.0_rc1', [3, 17, 0], ['rc', 1], ''],
    ['five parts', '2018.03.0.20231218.0', [2018, 3, 0, 20231218, 0], [], ''],
    ['gitlab ends every tag alike', '17.5.1-ce.0', [17, 5, 1], [], 'ce.0'],
  ])('%s: %s', (_, tag, parts, prerelease, variant) => {
    expect(parseVersion(tag)).toEqual({ parts, prerelease, variant });
  });

  it.each([
    ['latest', 'latest'],
    ['a word', 'bookworm-slim'],
    ['a word with a date', 'bookworm-20241111'],
    ['a date alone', '20241111'],
    ['an abbreviated commit of digits alone', '1234567'],
    ['an abbreviated commit with a letter', '1e6fa2b'],
    ['a whole commit', '4d7c1e6fa2b04d7c1e6fa2b04d7c1e6fa2b04d7c'],
    ['a name with a version in it', 'release-1.2.3'],
    ['the referrers of a digest', `sha256-${'a'.repeat(64)}`],
    ['a signature', `sha256-${'1'.repeat(64)}.sig`],
    ['a number that is not exact', '1.99999999999999999999'],
  ])('%s is no version', (_, tag) => {
    expect(parseVersion(tag)).toBeUndefined();
  });
});

describe('isAttestationName', () => {
  it.each([
    [`sha256-${'a'.repeat(64)}`, true],
    [`sha256-${'a'.repeat(64)}.att`, true],
    ['sha-a1b2c3d', false],
    ['1.0.sig', false],
  ])('%s: %s', (tag, expected) => {
    expect(isAttestationName(tag)).toBe(expected);
  });
});
