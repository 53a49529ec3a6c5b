import { compareNaturally } from './natural-order.ts';
import { comparePrereleases } from './prerelease.ts';
import { parseVersion, type Version } from './version.ts';

/**
 * Negative when `a` is the lower one. Missing parts are zeros (`17.2` = `17.2.0`), a fourth part counts, a pre-release
 * comes before its release, a variant before the plain version and a rebuild (`26.0.7-1`) after it; of two variants the naturally
 * later one is higher.
 */
export function comparePrecedence(a: Version, b: Version): number {
  for (let index = 0; index < Math.max(a.parts.length, b.parts.length); index += 1) {
    const difference = (a.parts[index] ?? 0) - (b.parts[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return (
    comparePrereleases(a.prerelease, b.prerelease) ||
    variantRank(a) - variantRank(b) ||
    compareNaturally(a.variant, b.variant)
  );
}

/** Two tags by their versions, negative when `a` is the lower one. A tag that is no version is lower than any that is. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [parseVersion(a), parseVersion(b)];
  if (left !== undefined && right !== undefined) return comparePrecedence(left, right);
  if (left === undefined && right === undefined) return compareNaturally(a, b);
  return left === undefined ? -1 : 1;
}

function variantRank({ variant }: Version): number {
  if (variant === '') return 1;
  return /^\d/.test(variant) ? 2 : 0;
}
