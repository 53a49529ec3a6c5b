import { describe, expect, it } from 'vitest';
import { hasUsualEnding, usualEnding } from './usual-ending.ts';
import { parseVersion } from './version.ts';

function versions(tags: string) {
  return tags.split(' ').flatMap((tag) => parseVersion(tag) ?? []);
}

describe('usualEnding', () => {
  it.each<[name: string, tags: string, expected: string | undefined]>([
    ['all end alike', '1.0-ce.0 1.1-ce.0 1.2-ce.0', 'ce'],
    ['a rebuild among them', '1.0-ce.0 1.1-ce.0 1.1-ce.1 1.2-ce.0', 'ce'],
    ['the number of a rebuild without a separator', '1.0-k3s1 1.1-k3s1 1.2-k3s1 1.2-k3s2', 'k3s'],
    ['what goes on behind the ending', '1.0-ent 1.0-ent.hsm 1.1-ent 1.1-ent.hsm 1.1-ent-x', 'ent'],
    ['an odd one', '1.0-a 1.1-a 1.2-a 1.3-a 1.4-b', 'a'],
    ['a few plain ones that are no other', '0.9 1.0-a 1.1-a 1.2-a 1.3-a', 'a'],
    ['pre-releases play no part', '1.0-a 1.1-a 2.0-rc1 2.0-rc2 2.0-rc3', 'a'],
    ['rebuilds alone', '1.0-0 1.1-0 1.2-0 1.2-1', ''],
    ['plain versions', '1.0 1.1 1.2', undefined],
    ['a variant of each', '1.0 1.0-a 1.1 1.1-a', undefined],
    [
      'a variant of most, which are there plain',
      '1.0 1.1-a 1.2-a 1.3-a 1.4-a 1.5-a 1.5 1.6-a 1.7-a',
      undefined,
    ],
    ['one variant of several', '1.0-a 1.0-b 1.1-a 1.1-b', undefined],
    ['variants that differ by a number', '1.0-pg15 1.0-pg16 1.1-pg15 1.1-pg16', undefined],
    ['no versions', 'latest bookworm', undefined],
  ])('%s: %s', (_name, tags, expected) => {
    expect(usualEnding(versions(tags))).toBe(expected);
  });

  it.each([
    ['1.0', true],
    ['1.0-ce.3', true],
    ['1.0-rc1.ce.0', true],
    ['1.0-ee.0', false],
    ['1.0-ce.0-arm64', false],
  ])('`ce` is how %s ends: %s', (tag, expected) => {
    const [version] = versions(tag);
    expect(version && hasUsualEnding(version, 'ce')).toBe(expected);
  });
});
