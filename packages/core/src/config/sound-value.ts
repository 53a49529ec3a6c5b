import type { ManifestPath } from './manifest-document.ts';
import type { RawManifest } from './raw-manifest.ts';

/** The manifest without what is broken. Entries of lists leave a hole, so that all others keep their index. */
export function soundManifest(value: object, broken: readonly ManifestPath[]): Partial<RawManifest> {
  for (const path of broken) remove(value, path);
  return value;
}

function remove(value: object, path: ManifestPath): void {
  const last = path.at(-1);
  if (last === undefined) return;
  let parent: unknown = value;
  for (const step of path.slice(0, -1)) {
    if (typeof parent !== 'object' || parent === null || !Object.hasOwn(parent, step)) return;
    parent = (parent as Record<string | number, unknown>)[step];
  }
  if (Array.isArray(parent)) parent[Number(last)] = undefined;
  else if (typeof parent === 'object' && parent !== null)
    delete (parent as Record<string, unknown>)[String(last)];
}

/** The entries of a list that are left, with their indexes. */
export function soundEntries<Item>(
  list: readonly (Item | undefined)[] | undefined,
): [index: number, item: Item][] {
  return (list ?? []).flatMap<[number, Item]>((item, index) => (item === undefined ? [] : [[index, item]]));
}
