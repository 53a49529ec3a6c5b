import { parseVersion } from '../versions/index.ts';
import { compareNaturally } from '../versions/natural-order.ts';

/** Variants that are proposed at most. */
const most = 5;
/** Releases that a variant has at least. */
const fewest = 3;

/**
 * What stands behind the versions of a listing (`alpine`, `community`, `pg17`): that of most releases first; of some that are told
 * apart by a number, the highest. Commits are no variants.
 */
export function commonVariants(listed: readonly string[]): string[] {
  const releases = new Map<string, number>();
  for (const tag of listed) {
    const version = parseVersion(tag);
    if (version === undefined || version.prerelease.length > 0 || !isVariant(version.variant)) continue;
    releases.set(version.variant, (releases.get(version.variant) ?? 0) + 1);
  }
  const common = [...releases].filter(([, count]) => count >= fewest);
  const families = [...Map.groupBy(common, ([variant]) => variant.replace(/\d+/g, '#')).values()];
  const sizeOf = (family: [string, number][]): number => Math.max(...family.map(([, count]) => count));
  return families
    .sort((a, b) => sizeOf(b) - sizeOf(a))
    .flatMap((family) => family.map(([variant]) => variant).sort((a, b) => compareNaturally(b, a)))
    .slice(0, most);
}

function isVariant(text: string): boolean {
  return text !== '' && !/^(?:g?(?=.*\d)[0-9a-f]{7,40}|\d+)$/.test(text);
}
