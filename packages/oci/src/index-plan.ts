import { attestationManifestSubject, isAttestationManifest } from './attestation-manifest.ts';
import { ociError } from './codes.ts';
import type { Descriptor } from './descriptor.ts';
import { imagePlatform } from './image-platforms.ts';
import { type ImageIndex, parseImageIndex, type RawManifest, rawManifest } from './manifest.ts';
import { isImageManifest, isIndex, mediaTypes } from './media-types.ts';
import { isUnknownPlatform, matchesPlatform, normalPlatform, type Platform } from './platform.ts';
import type { RepositoryReader } from './repository.ts';

/** One platform of an image. */
export interface PlatformManifest {
  /** In its normal form. */
  platform: Platform;
  /** As the index has it. */
  descriptor: Descriptor;
}

/** What the destination gets for the platforms that are wanted. */
export type IndexPlan = {
  /** The platforms that it will have, in upstream's order. */
  platforms: PlatformManifest[];
  /** Wanted platforms that upstream does not have. */
  missing: Platform[];
} & (
  | {
      /** Upstream's bytes and digest. */
      kind: 'identical';
    }
  | {
      /** An index of some of upstream's children. */
      kind: 'rebuilt';
      manifest: RawManifest;
    }
  | {
      /** None of the wanted platforms is there. */
      kind: 'none';
    }
);

/**
 * Which of an index's children are copied, and under which index. With every platform of upstream wanted (BuildKit's attestation
 * manifests aside) it is upstream's own, bit for bit. Otherwise it is made anew, always with the same bytes: upstream's media
 * type and order, children untouched, attestation manifests with their platforms, `annotations` beside upstream's own (an
 * OCI index; a Docker list has none).
 * @throws MirrorError MIRROR_MANIFEST_INVALID
 */
export function planIndex(
  index: RawManifest,
  wanted: Platform[] | 'all',
  annotations: Record<string, string> = {},
): IndexPlan {
  return planChildren(index, new Map(), wanted, annotations);
}

/** `known`: platforms, by digest, of children for which the index names none. */
function planChildren(
  index: RawManifest,
  known: Map<string, Platform>,
  wanted: Platform[] | 'all',
  annotations: Record<string, string>,
): IndexPlan {
  const parsed = parseImageIndex(index);
  const children = parsed.manifests.flatMap((child) => platformChild(child, known));
  const platforms = children.filter(({ platform }) => isWanted(platform, wanted));
  const missing =
    wanted === 'all'
      ? []
      : wanted.filter((want) => !children.some(({ platform }) => matchesPlatform(platform, want)));
  if (wanted !== 'all' && platforms.length === 0) return { kind: 'none', platforms, missing };
  const others = parsed.manifests.some((child) => isOther(child) && !known.has(child.digest));
  if (wanted === 'all' || (platforms.length === children.length && !others)) {
    return { kind: 'identical', platforms, missing };
  }
  const kept = new Set(platforms.map(({ descriptor }) => descriptor.digest));
  const manifests = parsed.manifests.filter((child) => {
    const subject = attestationManifestSubject(child);
    return subject === undefined ? kept.has(child.digest) : kept.has(subject);
  });
  return {
    kind: 'rebuilt',
    manifest: rebuiltIndex(index, parsed, manifests, annotations),
    platforms,
    missing,
  };
}

/**
 * `planIndex` for whatever a tag may stand for: an image without an index, or a child without a platform, counts as the platform
 * that its config names.
 */
export async function planImage(
  reader: RepositoryReader,
  root: RawManifest,
  wanted: Platform[] | 'all',
  annotations: Record<string, string> = {},
): Promise<IndexPlan> {
  if (isIndex(root.descriptor.mediaType)) {
    return planChildren(root, await namelessPlatforms(reader, root), wanted, annotations);
  }
  const platform = await imagePlatform(reader, root);
  if (platform === undefined) {
    const missing = wanted === 'all' ? [] : wanted;
    return { kind: wanted === 'all' ? 'identical' : 'none', platforms: [], missing };
  }
  const missing = wanted === 'all' ? [] : wanted.filter((want) => !matchesPlatform(platform, want));
  if (!isWanted(platform, wanted)) return { kind: 'none', platforms: [], missing };
  return { kind: 'identical', platforms: [{ platform, descriptor: root.descriptor }], missing };
}

/**
 * One index of images that came from several references, in the order given. It is a Docker list only where every child is
 * of Docker's type, since some registries refuse to mix them; that one has no annotations.
 * @throws MirrorError MIRROR_MANIFEST_INVALID when a child has no platform
 */
export function assembleIndex(children: Descriptor[], annotations: Record<string, string> = {}): RawManifest {
  const bare = children.find(({ platform }) => platform === undefined);
  if (bare !== undefined || children.length === 0) {
    throw ociError(
      'MIRROR_MANIFEST_INVALID',
      `an index needs children with platforms: ${bare?.digest ?? 'none'}`,
    );
  }
  const docker = children.every(({ mediaType }) => mediaType === mediaTypes.dockerManifest);
  const mediaType = docker ? mediaTypes.dockerList : mediaTypes.ociIndex;
  return rawManifest(mediaType, {
    schemaVersion: 2,
    mediaType,
    manifests: children,
    ...(docker || Object.keys(annotations).length === 0 ? {} : { annotations }),
  });
}

function rebuiltIndex(
  upstream: RawManifest,
  parsed: ImageIndex,
  manifests: Descriptor[],
  annotations: Record<string, string>,
): RawManifest {
  const { mediaType } = upstream.descriptor;
  const { artifactType, annotations: own } = parsed;
  const merged = { ...own, ...annotations };
  const annotated = mediaType === mediaTypes.ociIndex && Object.keys(merged).length > 0;
  return rawManifest(mediaType, {
    schemaVersion: 2,
    mediaType,
    ...(artifactType === undefined ? {} : { artifactType }),
    manifests,
    ...(annotated ? { annotations: merged } : {}),
  });
}

async function namelessPlatforms(
  reader: RepositoryReader,
  index: RawManifest,
): Promise<Map<string, Platform>> {
  const known = new Map<string, Platform>();
  for (const child of parseImageIndex(index).manifests) {
    if (!isOther(child) || child.artifactType !== undefined || !isImageManifest(child.mediaType)) continue;
    const platform = await imagePlatform(reader, await reader.manifest(child.digest));
    if (platform !== undefined) known.set(child.digest, platform);
  }
  return known;
}

function platformChild(descriptor: Descriptor, known: Map<string, Platform>): PlatformManifest[] {
  const platform = descriptor.platform ?? known.get(descriptor.digest);
  if (platform === undefined || isAttestationManifest(descriptor) || isUnknownPlatform(platform)) return [];
  return [{ platform: normalPlatform(platform), descriptor }];
}

/**
 * A child that may be anything: whoever names platforms did not ask for it. `unknown/unknown` is what BuildKit says of its
 * attestation manifests; some tools lose their annotations and leave only that.
 */
function isOther(descriptor: Descriptor): boolean {
  return descriptor.platform === undefined && !isAttestationManifest(descriptor);
}

function isWanted(platform: Platform, wanted: Platform[] | 'all'): boolean {
  return wanted === 'all' || wanted.some((want) => matchesPlatform(platform, want));
}
