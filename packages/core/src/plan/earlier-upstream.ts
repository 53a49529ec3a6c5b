import {
  type Descriptor,
  formatPlatform,
  formatRepository,
  isIndex,
  parseImageIndex,
  parseReference,
} from '@multiarch-mirror/oci';
import { type ImageRoot, originOf } from '../image/root.ts';
import type { UpstreamReference } from '../plugin/image-context.ts';
import type { TagState, UndecidedTag } from './tag-state.ts';

/**
 * What an immutable tag was mirrored from, where no record says it and upstream has something else by now: an index of ours names
 * its origin, and of anything else the source may still have the digest (one HEAD). Undefined where nothing tells that it ever
 * came from there.
 */
export async function earlierUpstream(
  { session, image }: TagState,
  { upstream }: UndecidedTag,
  { raw }: ImageRoot,
): Promise<UpstreamReference[] | undefined> {
  const children = isIndex(raw.descriptor.mediaType) ? parseImageIndex(raw) : undefined;
  if (image.source.kind === 'assembly') {
    const parts = upstream.map((part) => {
      const child = children?.manifests.find(isOf(part.platform));
      return named(part, child?.annotations);
    });
    return parts.every((part) => part !== undefined) && parts.length > 0 ? parts : undefined;
  }
  const [part] = upstream;
  if (part === undefined) return undefined;
  const written = named(part, children?.annotations);
  if (written !== undefined) return [written];
  const { digest } = raw.descriptor;
  if (digest === part.digest) return undefined;
  const found = await session.upstream(parseReference(part.reference).repository).resolve(digest);
  return found === undefined ? undefined : [{ ...part, digest }];
}

function isOf(platform: string | undefined): (child: Descriptor) => boolean {
  return (child) => child.platform !== undefined && formatPlatform(child.platform) === platform;
}

/** The part with the digest that the annotations name, if they name the same repository. */
function named(
  part: UpstreamReference,
  annotations: Record<string, string> | undefined,
): UpstreamReference | undefined {
  const { repository, digest } = originOf(annotations);
  const same = repository === formatRepository(parseReference(part.reference).repository);
  return same && digest !== undefined ? { ...part, digest } : undefined;
}
