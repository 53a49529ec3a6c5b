import { comparePrecedence } from './compare-versions.ts';
import { parseVersion, type Version } from './version.ts';

/** A tag and what it says as a version. */
export interface VersionTag {
  tag: string;
  version: Version;
}

/**
 * For each tag of which another one is a longer form, the highest of those: `3.20` → `3.20.3`, `17-alpine` → `17.2-alpine`,
 * `8.0-rc` → `8.0-rc2`. Such a tag moves: it is an alias of whatever is highest. Linear in the number of tags.
 */
export function findAliases(listed: Iterable<string>): Map<string, VersionTag> {
  const versions: VersionTag[] = [];
  for (const tag of listed) {
    const version = parseVersion(tag);
    if (version !== undefined) versions.push({ tag, version });
  }
  const highest = new Map<string, VersionTag>();
  for (const candidate of versions) {
    for (const key of shorterForms(candidate.version)) {
      const known = highest.get(key);
      if (known === undefined || isHigher(candidate, known)) highest.set(key, candidate);
    }
  }
  const aliases = new Map<string, VersionTag>();
  for (const { tag, version } of versions) {
    const target = highest.get(form(version.parts, version));
    if (target !== undefined) aliases.set(tag, target);
  }
  return aliases;
}

/** Of `v3.2.1` and `3.2.1`, one is as good as the other: the choice only has to be always the same. */
function isHigher(a: VersionTag, b: VersionTag): boolean {
  const difference = comparePrecedence(a.version, b.version);
  return difference > 0 || (difference === 0 && a.tag > b.tag);
}

function shorterForms(version: Version): string[] {
  const { parts, prerelease } = version;
  const forms: string[] = [];
  for (let length = 1; length <= parts.length; length += 1) {
    const shorter = parts.slice(0, length);
    if (prerelease.length > 1) forms.push(form(shorter, { ...version, prerelease: prerelease.slice(0, 1) }));
    if (length < parts.length) forms.push(form(shorter, version));
  }
  return forms;
}

function form(parts: readonly number[], { prerelease, variant }: Version): string {
  return `${parts.join('.')}|${prerelease.join('.')}|${variant}`;
}
