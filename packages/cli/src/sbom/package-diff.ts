import type { ListedPackage } from './package-list.ts';

/** What another image has in the place of the packages of one. */
export interface PackageDiff {
  added: { name: string; versions: string[] }[];
  removed: { name: string; versions: string[] }[];
  /** Versions that one has and the other has not; what both have is in neither list. */
  changed: { name: string; from: string[]; to: string[] }[];
}

/** From `before` to `after`, by names. A name may stand there in several versions, on several platforms or at several places. */
export function diffPackages(before: readonly ListedPackage[], after: readonly ListedPackage[]): PackageDiff {
  const [old, now] = [versionsOf(before), versionsOf(after)];
  const only = (one: Map<string, string[]>, other: Map<string, string[]>) =>
    [...one].flatMap(([name, versions]) => (other.has(name) ? [] : [{ name, versions }]));
  const changed = [...old].flatMap(([name, versions]) => {
    const found = now.get(name);
    if (found === undefined) return [];
    const from = versions.filter((version) => !found.includes(version));
    const to = found.filter((version) => !versions.includes(version));
    return from.length + to.length === 0 ? [] : [{ name, from, to }];
  });
  return { added: only(now, old), removed: only(old, now), changed };
}

function versionsOf(packages: readonly ListedPackage[]): Map<string, string[]> {
  const versions = new Map<string, string[]>();
  for (const { name, version } of packages) versions.set(name, [...(versions.get(name) ?? []), version]);
  return versions;
}
