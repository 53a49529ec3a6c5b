import { MirrorError } from '@multiarch-mirror/errors';
// The package's index loads everything that it has.
import Range from 'semver/classes/range.js';
import SemVer from 'semver/classes/semver.js';
import type { Version } from './version.ts';

/** A semver range over versions as tags write them. */
export interface VersionRange {
  readonly text: string;
  test(version: Version): boolean;
}

/**
 * Reads a range in node-semver's syntax; leading zeros (`>=22.04`) are fine.
 * @throws MirrorError MIRROR_CONFIG_SEMVER
 */
export function parseRange(text: string, prereleases = false): VersionRange {
  let range: Range;
  try {
    range = new Range(text, { loose: true, includePrerelease: prereleases });
  } catch (thrown) {
    throw new MirrorError('MIRROR_CONFIG_SEMVER', `${JSON.stringify(text)} is not a range of versions`, {
      cause: thrown,
      hint: 'Write a semver range such as ">=10", "^17.2", "~3.20.1", "10.x || 11.x" or "*".',
    });
  }
  return { text, test: (version) => range.test(asSemver(version)) };
}

/** The first three parts, with zeros for those missing: ranges know no fourth. */
function asSemver({ parts: [major = 0, minor = 0, patch = 0], prerelease }: Version): SemVer {
  const suffix = prerelease.length === 0 ? '' : `-${prerelease.join('.')}`;
  return new SemVer(`${major}.${minor}.${patch}${suffix}`, { loose: true });
}
