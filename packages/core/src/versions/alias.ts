import { comparePrecedence } from './compare-versions.ts';
import type { Prerelease } from './prerelease.ts';
import type { Version } from './version.ts';

/** A tag and what it says as a version. */
export interface VersionTag {
  tag: string;
  version: Version;
}

/**
 * For each tag of which another one is a longer form, the highest of those: `3.20` → `3.20.3`, `17-alpine` → `17.2-alpine`,
 * `8.0-rc` → `8.0-rc2`, and `3.14-rc` → `3.14.0b2`, since that is how Docker's official images call the last pre-release of any kind.
 * Such a tag moves: it is an alias of whatever is highest. Linear in the number of tags.
 */
export function findAliases(listed: readonly VersionTag[]): Map<string, VersionTag> {
  const highest = new Map<string, VersionTag>();
  for (const candidate of listed) {
    for (const key of shorterForms(candidate.version)) {
      const known = highest.get(key);
      if (known === undefined || isHigher(candidate, known)) highest.set(key, candidate);
    }
  }
  const aliases = new Map<string, VersionTag>();
  for (const { tag, version } of listed) {
    const target = highest.get(form(version.parts, version.prerelease, version.variant));
    if (target !== undefined) aliases.set(tag, target);
  }
  return aliases;
}

/** Of `v3.2.1` and `3.2.1`, one is as good as the other: the choice only has to be always the same. */
function isHigher(a: VersionTag, b: VersionTag): boolean {
  const difference = comparePrecedence(a.version, b.version);
  return difference > 0 || (difference === 0 && a.tag > b.tag);
}

function shorterForms({ parts, prerelease, variant }: Version): string[] {
  const forms: string[] = [];
  const [marker] = prerelease;
  const counted = prerelease.length > 1;
  for (let length = 1; length <= parts.length; length += 1) {
    const shorter = parts.slice(0, length);
    if (counted && marker !== undefined) forms.push(form(shorter, [marker], variant));
    if (counted && marker !== 'rc') forms.push(form(shorter, ['rc'], variant));
    if (length < parts.length) forms.push(form(shorter, prerelease, variant));
  }
  return forms;
}

function form(parts: readonly number[], prerelease: Prerelease, variant: string): string {
  return `${parts.join('.')}|${prerelease.join('.')}|${variant}`;
}
