import type { Descriptor } from './descriptor.ts';
import { splitDigest } from './digest.ts';
import type { ImageIndex } from './manifest.ts';
import { mediaTypes } from './media-types.ts';

const bundlePredicate = 'dev.sigstore.bundle.predicateType';
const spdxPredicate = 'https://spdx.dev/Document';

/** The tag of the index of a subject's referrers where there is no API (distribution-spec, "Referrers Tag Schema"). */
export function fallbackTag(digest: string): string {
  const { algorithm, hex } = splitDigest(digest);
  return `${algorithm.slice(0, 32)}-${hex.slice(0, 64)}`;
}

/** Whether an entry lacks what readers filter on: its artifactType, or all annotations. */
export function isBrokenEntry(entry: Descriptor): boolean {
  return entry.artifactType === undefined || entry.annotations === undefined;
}

/**
 * The entries that a subject's index should have: those of others stay, ours are put in or put right, `remove` goes, and the
 * SPDX document comes first, since `trivy image --sbom-sources oci` takes the first one that it can read.
 */
export function mergeEntries(current: Descriptor[], ours: Descriptor[], remove: string[]): Descriptor[] {
  const entries = new Map<string, Descriptor>();
  for (const entry of current) if (!entries.has(entry.digest)) entries.set(entry.digest, entry);
  for (const entry of ours) {
    const known = entries.get(entry.digest);
    if (known === undefined || !covers(known, entry)) entries.set(entry.digest, { ...known, ...entry });
  }
  for (const digest of remove) entries.delete(digest);
  const all = [...entries.values()];
  return [...all.filter(isSpdx), ...all.filter((entry) => !isSpdx(entry))];
}

/** Whether two lists have the same entries in the same order, as far as `mergeEntries` cares. */
export function sameEntries(a: Descriptor[], b: Descriptor[]): boolean {
  return a.length === b.length && a.every((entry, position) => entry === b[position]);
}

/** The index with other entries; the rest of an index that is there stays. */
export function withEntries(index: ImageIndex | undefined, manifests: Descriptor[]): ImageIndex {
  return { ...index, schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests };
}

function covers(known: Descriptor, entry: Descriptor): boolean {
  const annotations = Object.entries(entry.annotations ?? {});
  return (
    known.size === entry.size &&
    known.mediaType === entry.mediaType &&
    known.artifactType === entry.artifactType &&
    annotations.every(([name, value]) => known.annotations?.[name] === value)
  );
}

function isSpdx(entry: Descriptor): boolean {
  return entry.annotations?.[bundlePredicate] === spdxPredicate;
}
