import { MirrorError, type Place } from '@multiarch-mirror/errors';
import { formatReference } from '@multiarch-mirror/oci';
import type { Config, ImageConfig } from '../config/config.ts';
import type { LockedImages, LockedTags } from '../plan/tag-state.ts';
import { upstreamParts } from '../plan/upstream.ts';
import { explainTags } from '../versions/index.ts';
import type { Lock, LockedImage, LockedTag } from './lock.ts';
import { lockedPlatforms, lockedSources } from './locked-source.ts';
import { pairImages, samePlatforms, sameSources } from './pair-images.ts';

/**
 * What the lock says of these images (default: all of the manifest), for a plan.
 * @returns `locked`, or every entry that does not fit the manifest, at its line there or in the lock: MIRROR_LOCK_STALE
 */
export function fitLock(
  lock: Lock,
  config: Config,
  images?: readonly ImageConfig[],
): { locked: LockedImages; errors?: undefined } | { errors: MirrorError[]; locked?: undefined } {
  const pairs = pairImages(config.images, lock.images, config.directory);
  const errors: MirrorError[] = [];
  const locked = new Map<ImageConfig, LockedTags>();
  for (const image of images ?? config.images) {
    const entry = pairs.get(image);
    if (entry === undefined) {
      errors.push(stale(manifestPlace(config, image), `${image.name} is not in ${lock.file}`));
      continue;
    }
    const faults = [...entryFaults(image, entry, config.directory), ...tagFaults(image, entry, config)];
    errors.push(...faults.map(({ place, message }) => stale(place, message)));
    locked.set(image, lockedTags(image, entry));
  }
  if (images === undefined) {
    const used = new Set(pairs.values());
    for (const { name, place } of lock.images.filter((entry) => !used.has(entry)))
      errors.push(stale(place, `${name} is locked, and the manifest has no such image`));
  }
  return errors.length > 0 ? { errors } : { locked };
}

interface Fault {
  place: Place;
  message: string;
}

function entryFaults(image: ImageConfig, entry: LockedImage, directory: string): Fault[] {
  const faults: Fault[] = [];
  if (!sameSources(image, entry, directory)) {
    const place = entry.sources[0]?.place ?? entry.place;
    const [was, is] = [entry.sources, lockedSources(image, directory)].map(describeSources);
    faults.push({ place, message: `${image.name} is locked from ${was}, and the manifest has ${is}` });
  }
  if (!samePlatforms(image, entry)) {
    const [was, is] = [entry.platforms, lockedPlatforms(image)].map((list) => [list].flat().join(', '));
    const message = `${image.name} is locked for the platforms ${was}, and the manifest has ${is}`;
    faults.push({ place: entry.place, message });
  }
  return faults;
}

function tagFaults(image: ImageConfig, { tags, usual }: LockedImage, config: Config): Fault[] {
  const denied = new Set(image.deny.flatMap((rule) => ('tag' in rule ? [rule.tag] : [])));
  // What is denied is not locked, and yet an alias may stand for it.
  const { omitted } = explainTags(image.tags, [...tags.keys(), ...denied], { of: usual });
  const extra = omitted
    .filter(({ tag }) => !denied.has(tag))
    .map(({ tag, reason }) => ({
      place: tags.get(tag)?.place ?? {},
      message: `tag ${tag} of ${image.name} is locked, and the manifest leaves it out: ${reason}`,
    }));
  if (image.tags.kind === 'window') return extra;
  const place = manifestPlace(config, image);
  const missing = image.tags.tags
    .filter((tag) => !tags.has(tag) && !denied.has(tag))
    .map((tag) => ({ place, message: `tag ${tag} of ${image.name} is not in the lock` }));
  return [...missing, ...extra];
}

/** By tag, as planning a tag finds it upstream. */
function lockedTags(image: ImageConfig, { tags, usual }: LockedImage): LockedTags {
  return {
    tags: new Map([...tags].map(([tag, locked]) => [tag, upstreamOf(image, tag, locked)])),
    usual,
  };
}

function upstreamOf(image: ImageConfig, tag: string, { digests }: LockedTag) {
  const parts = upstreamParts(image, tag).map(({ platform, reference }) => {
    const digest = digests.find((locked) => locked.platform === platform)?.digest;
    return { ...(platform !== undefined && { platform }), reference: formatReference(reference), digest };
  });
  return {
    upstream: parts.flatMap(({ digest, ...part }) => (digest === undefined ? [] : [{ ...part, digest }])),
    missing: parts.flatMap(({ platform, digest }) =>
      digest === undefined && platform !== undefined ? [platform] : [],
    ),
  };
}

function describeSources(sources: readonly { platform?: string; reference: string }[]): string {
  return sources
    .map(({ platform, reference }) => (platform === undefined ? reference : `${platform}: ${reference}`))
    .join(', ');
}

function manifestPlace({ file }: Config, { position }: ImageConfig): Place {
  return { file, ...position };
}

function stale(place: Place, message: string): MirrorError {
  return new MirrorError('MIRROR_LOCK_STALE', message, {
    place,
    hint: 'Run `mirror lock`, and review what it changes.',
  });
}
