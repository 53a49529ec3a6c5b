import type { ImageConfig } from '../config/config.ts';
import type { LockedImage } from './lock.ts';
import { lockedPlatforms, lockedSources } from './locked-source.ts';

/**
 * Which entry of a lock belongs to which image of the manifest: that of the same name. Where several have it, the one that agrees
 * in most of the rest, and otherwise the first.
 */
export function pairImages(
  images: readonly ImageConfig[],
  locked: readonly LockedImage[],
  directory: string,
): Map<ImageConfig, LockedImage> {
  const free = Map.groupBy(locked, ({ name }) => name);
  const pairs = new Map<ImageConfig, LockedImage>();
  for (const least of [3, 2, 1, 0]) {
    for (const image of images) {
      if (pairs.has(image)) continue;
      const candidates = free.get(image.name) ?? [];
      const found = candidates.findIndex((entry) => likeness(image, entry, directory) >= least);
      if (found < 0) continue;
      for (const entry of candidates.splice(found, 1)) pairs.set(image, entry);
    }
  }
  return pairs;
}

/** Sources, platforms, and whether literal tags have anything in common. */
function likeness(image: ImageConfig, entry: LockedImage, directory: string): number {
  const { tags } = image;
  return [
    sameSources(image, entry, directory),
    samePlatforms(image, entry),
    tags.kind === 'window' || tags.tags.some((tag) => entry.tags.has(tag)),
  ].filter(Boolean).length;
}

export function sameSources(image: ImageConfig, { sources }: LockedImage, directory: string): boolean {
  const wanted = lockedSources(image, directory);
  return (
    wanted.length === sources.length &&
    wanted.every(({ platform, reference }) =>
      sources.some((source) => source.platform === platform && source.reference === reference),
    )
  );
}

export function samePlatforms(image: ImageConfig, { platforms }: LockedImage): boolean {
  const wanted = lockedPlatforms(image);
  if (wanted === 'all' || platforms === 'all') return wanted === platforms;
  return new Set(wanted).symmetricDifference(new Set(platforms)).size === 0;
}
