import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareVersions } from './compare-versions.ts';
import { compareNaturally } from './natural-order.ts';

describe('compareVersions', () => {
  it.each([
    ['a number as a number', '10.9.0', '10.10.0'],
    ['a pre-release before its release', '11.0.0-rc1', '11.0.0'],
    ['release candidates by number', '11.0.0-rc2', '11.0.0-rc10'],
    ['alpha before beta', '11.0.0-alpha2', '11.0.0-beta1'],
    ['daily builds before alphas', '3.14.0.dev5', '3.14.0a1'],
    ['milestones before candidates', '8.0-M04', '8.0-rc1'],
    ['a variant before the plain version', '17.2-alpine', '17.2'],
    ['the plain version before its rebuild', '26.0.7', '26.0.7-0'],
    ['the fourth part', '1.2.3.9', '1.2.3.10'],
    ['three parts before a fourth', '1.2.3', '1.2.3.1'],
    ['years and months', '2023.12.1', '2024.01.0'],
    ['revisions of one version', '10.3.1-debian-12-r9', '10.3.1-debian-12-r10'],
    ['what is no version below what is one', 'bookworm', '0.1'],
    ['dates inside of words', 'RELEASE.2024-09-13T20-26-02Z', 'RELEASE.2024-11-07T00-52-20Z'],
  ])('%s: %s < %s', (_, lower, higher) => {
    expect(compareVersions(lower, higher)).toBeLessThan(0);
    expect(compareVersions(higher, lower)).toBeGreaterThan(0);
  });

  it('takes missing parts for zeros, and a v for nothing', () => {
    expect(compareVersions('17.2', '17.2.0')).toBe(0);
    expect(compareVersions('v3.2.1', '3.2.1')).toBe(0);
  });

  const part = fc.stringMatching(
    /^v?[0-9]{1,3}(\.[0-9]{1,3}){0,3}([-.]?(rc|beta|dev|M|alpine|w|r)\.?[0-9]{0,3}){0,2}$/,
  );
  const near = fc.stringMatching(/^v?[01](\.[01]){0,2}(-?(rc|b|dev|a|alpine|[01])[01]?){0,2}$/);
  const tag = fc.oneof(part, near, fc.string());

  it('orders any tags: total, antisymmetric and transitive', () => {
    fc.assert(
      fc.property(fc.oneof(fc.tuple(tag, tag, tag), fc.tuple(near, near, near)), ([a, b, c]) => {
        expect(Math.sign(compareVersions(a, b))).toBe(-Math.sign(compareVersions(b, a)) + 0);
        if (compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0) {
          expect(compareVersions(a, c)).toBeLessThanOrEqual(0);
        }
        // Two that are equal are equal to every third.
        if (compareVersions(a, b) === 0) {
          expect(Math.sign(compareVersions(a, c))).toBe(Math.sign(compareVersions(b, c)));
        }
        expect(Number.isNaN(compareVersions(a, b))).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('compareNaturally', () => {
  it('is a total order, in which only the same texts are equal', () => {
    const text = fc.oneof(fc.stringMatching(/^[a-b0-1.]{0,6}$/), fc.string());
    fc.assert(
      fc.property(text, text, text, (a, b, c) => {
        expect(compareNaturally(a, b) === 0).toBe(a === b);
        expect(Math.sign(compareNaturally(a, b))).toBe(-Math.sign(compareNaturally(b, a)) + 0);
        if (compareNaturally(a, b) < 0 && compareNaturally(b, c) < 0) {
          expect(compareNaturally(a, c)).toBeLessThan(0);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
