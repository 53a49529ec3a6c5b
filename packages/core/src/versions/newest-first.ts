import { comparePrecedence } from './compare-versions.ts';
import { compareNaturally } from './natural-order.ts';
import { parseVersion } from './version.ts';

/** The highest version first, then what is no version, the naturally last first. */
export function newestFirst<Item extends { tag: string }>(items: readonly Item[]): Item[] {
  return items
    .map((item) => ({ item, version: parseVersion(item.tag) }))
    .sort(({ item: a, version: left }, { item: b, version: right }) => {
      if (left === undefined || right === undefined)
        return Number(left === undefined) - Number(right === undefined) || compareNaturally(b.tag, a.tag);
      return comparePrecedence(right, left) || compareNaturally(b.tag, a.tag);
    })
    .map(({ item }) => item);
}
