import type { Place } from '@multiarch-mirror/errors';

export const lockName = 'mirror.lock.yaml';

/** What `mirror run --locked` mirrors, and nothing else: each tag's digests upstream, as somebody has reviewed them. */
export interface Lock {
  /** As the user named it. */
  file: string;
  images: LockedImage[];
}

/** One entry of the manifest. */
export interface LockedImage {
  name: string;
  place: Place;
  sources: LockedSource[];
  /** In their normal form. */
  platforms: string[] | 'all';
  /** What the versions of upstream's listing end with, where hardly any is plain (`Selection`): a range then means those. */
  usual?: string;
  tags: Map<string, LockedTag>;
}

/** The repository, or, for an assembly, the reference for each platform with `{tag}` in it. Layouts are relative to the manifest. */
export interface LockedSource {
  platform?: string;
  reference: string;
  place: Place;
}

export interface LockedTag {
  place: Place;
  /** One digest, or, for an assembly, one for each platform that upstream has. */
  digests: LockedDigest[];
}

export interface LockedDigest {
  platform?: string;
  digest: string;
}
