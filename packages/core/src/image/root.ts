import { MirrorError, toMirrorError } from '@multiarch-mirror/errors';
import {
  assembleIndex,
  type Descriptor,
  formatPlatform,
  formatReference,
  formatRepository,
  isDigest,
  type PlatformManifest,
  parsePlatform,
  parseReference,
  plainDescriptor,
  planImage,
  type RawManifest,
  type RepositoryReader,
} from '@multiarch-mirror/oci';
import type { ImageConfig } from '../config/config.ts';
import type { ImagePlatform, UpstreamReference } from '../plugin/image-context.ts';
import type { Session } from '../session/session.ts';

/** The manifest that tags will point to at the destination, and where what is below it comes from. */
export interface ImageRoot {
  raw: RawManifest;
  platforms: ImagePlatform[];
  /** Platforms asked for that upstream does not have. */
  missing: string[];
  /** Platforms that upstream has. */
  offered: string[];
  /** What has to be copied, each from its reader. */
  parts: { from: RepositoryReader; root: Descriptor | RawManifest }[];
  /** An index of our own over `parts`, which is put after them. */
  assembled: boolean;
}

/** contract, "On the destination". */
const annotationPrefix = 'io.github.multiarch-mirror.upstream';

/**
 * The root for what upstream has: its own, bit for bit, or one rebuilt from the platforms asked for, or one assembled from
 * a reference for each. The same upstream digests give the same bytes.
 * @throws MirrorError with side source
 */
export async function resolveRoot(
  session: Session,
  image: ImageConfig,
  upstream: { upstream: readonly UpstreamReference[]; missing: readonly string[] },
): Promise<ImageRoot> {
  return image.source.kind === 'repository'
    ? mirroredRoot(session, image, upstream.upstream)
    : assembledRoot(session, image, upstream.upstream, upstream.missing);
}

/** The root as it stands at the destination already. */
export async function rootAtDestination(repository: RepositoryReader, digest: string): Promise<ImageRoot> {
  const raw = await repository.manifest(digest);
  const { platforms } = await planImage(repository, raw, 'all');
  return {
    raw,
    platforms: platforms.map(imagePlatform),
    missing: [],
    offered: [],
    parts: [],
    assembled: false,
  };
}

/** The platforms as the record and the report have them. */
export function platformDigests({ platforms }: ImageRoot): { platform: string; digest: string }[] {
  return platforms.map(({ platform, descriptor }) => ({ platform, digest: descriptor.digest }));
}

async function mirroredRoot(
  session: Session,
  image: ImageConfig,
  upstream: readonly UpstreamReference[],
): Promise<ImageRoot> {
  const part = onlyPart(upstream);
  const from = session.upstream(parseReference(part.reference).repository, image);
  return atSource(part, async () => {
    const raw = await from.manifest(part.digest);
    const plan = await planImage(from, raw, image.platforms, upstreamAnnotations(part));
    const root = plan.kind === 'rebuilt' ? plan.manifest : raw;
    const all = plan.kind === 'identical' ? plan : await planImage(from, raw, 'all');
    return {
      raw: root,
      platforms: plan.platforms.map(imagePlatform),
      missing: plan.missing.map(formatPlatform),
      offered: all.platforms.map(({ platform }) => formatPlatform(platform)),
      parts: [{ from, root }],
      assembled: false,
    };
  });
}

async function assembledRoot(
  session: Session,
  image: ImageConfig,
  upstream: readonly UpstreamReference[],
  absent: readonly string[],
): Promise<ImageRoot> {
  const found = await Promise.all(
    upstream.map((part) => atSource(part, () => platformPart(session, image, part))),
  );
  const children = found.flatMap(({ child }) => child ?? []);
  const missing = [
    ...absent,
    ...found.flatMap(({ child, platform }) => (child === undefined ? [platform] : [])),
  ];
  const [first] = found;
  if (children.length === 0 || first === undefined) {
    return { raw: emptyRoot, platforms: [], missing, offered: [], parts: [], assembled: true };
  }
  return {
    raw: assembleIndex(children),
    platforms: found.flatMap(({ child, platform }) =>
      child === undefined ? [] : [{ platform, descriptor: child }],
    ),
    missing,
    offered: found.flatMap(({ child, platform }) => (child === undefined ? [] : [platform])),
    parts: found.flatMap(({ child, from }) =>
      child === undefined ? [] : [{ from, root: plainDescriptor(child) }],
    ),
    assembled: true,
  };
}

/** Stands for nothing: an assembly of which no part exists is refused before anybody looks at its root. */
const emptyRoot: RawManifest = {
  descriptor: { mediaType: '', digest: '', size: 0 },
  bytes: new Uint8Array(),
};

interface PlatformPart {
  platform: string;
  from: RepositoryReader;
  /** Absent where the reference does not have the platform. */
  child?: Descriptor;
}

/** The manifest that one reference of an assembly gives for its platform: itself, or the platform's child of an index. */
async function platformPart(
  session: Session,
  image: ImageConfig,
  part: UpstreamReference,
): Promise<PlatformPart> {
  const platform = part.platform ?? '';
  const wanted = parsePlatform(platform);
  const from = session.upstream(parseReference(part.reference).repository, image);
  const raw = await from.manifest(part.digest);
  const [found] = (await planImage(from, raw, [wanted])).platforms;
  if (found === undefined) return { platform, from };
  const { annotations: _, ...descriptor } = found.descriptor;
  return {
    platform,
    from,
    child: { ...descriptor, platform: wanted, annotations: upstreamAnnotations(part) },
  };
}

/** What a rebuilt index, or a child of an assembled one, says of its origin (contract, "On the destination"). */
export function upstreamAnnotations({ reference, digest }: UpstreamReference): Record<string, string> {
  return {
    [`${annotationPrefix}.repository`]: formatRepository(parseReference(reference).repository),
    [`${annotationPrefix}.digest`]: digest,
  };
}

/** What `upstreamAnnotations` has written, if it has. */
export function originOf(annotations: Record<string, string> = {}): { repository?: string; digest?: string } {
  const { [`${annotationPrefix}.repository`]: repository, [`${annotationPrefix}.digest`]: digest } =
    annotations;
  return {
    ...(repository !== undefined && { repository }),
    ...(digest !== undefined && isDigest(digest) && { digest }),
  };
}

function onlyPart(upstream: readonly UpstreamReference[]): UpstreamReference {
  const [part] = upstream;
  if (part === undefined)
    throw new MirrorError('MIRROR_INTERNAL', 'an image without an upstream reference was to be copied');
  return part;
}

function imagePlatform({ platform, descriptor }: PlatformManifest): ImagePlatform {
  return { platform: formatPlatform(platform), descriptor: plainDescriptor(descriptor) };
}

async function atSource<Result>(part: UpstreamReference, read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (thrown) {
    const { repository } = parseReference(part.reference);
    throw toMirrorError(thrown).at({
      side: 'source',
      reference: formatReference({ repository, digest: part.digest }),
    });
  }
}
