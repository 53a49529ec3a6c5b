import { parseVersion, type Version } from './version.ts';

/**
 * Negative when `a` is the lower one. Missing parts are zeros (`17.2` = `17.2.0`), a fourth part counts, a pre-release
 * comes before its release (semver, "Precedence"), and of two variants of one version the naturally later one is higher.
 */
export function comparePrecedence(a: Version, b: Version): number {
  for (let index = 0; index < Math.max(a.parts.length, b.parts.length); index += 1) {
    const difference = (a.parts[index] ?? 0) - (b.parts[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return comparePrereleases(a.prerelease, b.prerelease) || compareNaturally(a.variant, b.variant);
}

/** Two tags by their versions, negative when `a` is the lower one. A tag that is no version is lower than any that is. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [parseVersion(a), parseVersion(b)];
  if (left !== undefined && right !== undefined) return comparePrecedence(left, right);
  if (left === undefined && right === undefined) return compareNaturally(a, b);
  return left === undefined ? -1 : 1;
}

function comparePrereleases(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  if (a.length === 0 || b.length === 0) return b.length - a.length;
  for (let index = 0; index < Math.min(a.length, b.length); index += 1) {
    const [left = '', right = ''] = [a[index], b[index]];
    if (left === right) continue;
    if (typeof left === 'number' && typeof right === 'number') return left - right;
    // Numbers are lower than words.
    if (typeof left === 'number') return -1;
    if (typeof right === 'number') return 1;
    return left < right ? -1 : 1;
  }
  return a.length - b.length;
}

/** Text with its numbers compared as numbers: `r9` before `r10`. Independent of the locale. */
export function compareNaturally(a: string, b: string): number {
  const [left, right] = [tokens(a), tokens(b)];
  for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
    const [one = '', other = ''] = [left[index], right[index]];
    const numeric = /^\d/.test(one) && /^\d/.test(other);
    const difference = numeric ? compareDigits(one, other) : compareText(one, other);
    if (difference !== 0) return difference;
  }
  return left.length - right.length || compareText(a, b);
}

function tokens(text: string): string[] {
  return text.match(/\d+|\D+/g) ?? [];
}

/** Of any length, leading zeros aside. */
function compareDigits(a: string, b: string): number {
  const [left, right] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')];
  return left.length - right.length || compareText(left, right);
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
