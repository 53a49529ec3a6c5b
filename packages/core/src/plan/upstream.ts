import { MirrorError } from '@multiarch-mirror/errors';
import {
  type Descriptor,
  formatPlatform,
  formatReference,
  formatRepository,
  parseReference,
  type Reference,
  type RepositoryReader,
} from '@multiarch-mirror/oci';
import type { ImageConfig } from '../config/config.ts';
import { fillTemplate } from '../config/tag-template.ts';
import type { UpstreamReference } from '../plugin/image-context.ts';
import type { Session } from '../session/session.ts';

/** A reference that one tag of an image comes from. */
export interface UpstreamPart {
  platform?: string;
  reference: Reference;
}

/** The references behind one tag: one, or one for each platform of an assembly that is asked for. */
export function upstreamParts({ source, platforms }: ImageConfig, tag: string): UpstreamPart[] {
  if (source.kind === 'repository') return [{ reference: { repository: source.repository, tag } }];
  const wanted = platforms === 'all' ? undefined : new Set(platforms.map(formatPlatform));
  return source.parts.flatMap(({ platform, template }) => {
    const name = formatPlatform(platform);
    if (wanted?.has(name) === false) return [];
    return { platform: name, reference: parseReference(fillTemplate(template, tag)) };
  });
}

/** What a tag stands for upstream now. */
export interface UpstreamState {
  upstream: UpstreamReference[];
  /** Platforms whose own reference does not exist. */
  missing: string[];
}

/**
 * One HEAD for each reference. @param reads a GET instead, after which the repository gives the manifest by its digest without asking
 * again
 * @throws MirrorError MIRROR_MANIFEST_UNKNOWN (side source) when none of the references exists
 */
export async function resolveUpstream(
  session: Session,
  image: ImageConfig,
  tag: string,
  reads = false,
): Promise<UpstreamState> {
  const parts = upstreamParts(image, tag);
  const resolved = await Promise.all(parts.map((part) => resolvePart(session, image, part, reads)));
  const upstream = resolved.filter((part) => part !== undefined);
  if (upstream.length > 0) {
    const missing = parts.flatMap(({ platform }, index) =>
      resolved[index] === undefined && platform !== undefined ? [platform] : [],
    );
    return { upstream, missing };
  }
  const [first] = parts;
  throw new MirrorError('MIRROR_MANIFEST_UNKNOWN', 'the tag does not exist upstream', {
    place: { side: 'source', ...(first && { reference: formatReference(first.reference) }) },
    hint: "Check the tag with `crane ls` or on the registry's page; take it out of the manifest if upstream has removed it.",
  });
}

async function resolvePart(
  session: Session,
  image: ImageConfig,
  part: UpstreamPart,
  reads: boolean,
): Promise<UpstreamReference | undefined> {
  const { repository, tag, digest } = part.reference;
  const reference = formatReference(part.reference);
  try {
    const name = digest ?? tag ?? 'latest';
    const descriptor = await (reads
      ? readDescriptor(session.upstream(repository, image), name)
      : session.upstream(repository).resolve(name));
    if (descriptor === undefined) return undefined;
    return {
      ...(part.platform !== undefined && { platform: part.platform }),
      reference,
      digest: descriptor.digest,
    };
  } catch (thrown) {
    throw thrown instanceof MirrorError ? thrown.at({ side: 'source', reference }) : thrown;
  }
}

async function readDescriptor(from: RepositoryReader, name: string): Promise<Descriptor | undefined> {
  try {
    return (await from.manifest(name)).descriptor;
  } catch (thrown) {
    if (thrown instanceof MirrorError && absent.has(thrown.code)) return undefined;
    throw thrown;
  }
}

const absent = new Set(['MIRROR_MANIFEST_UNKNOWN', 'MIRROR_REPOSITORY_UNKNOWN']);

/** Whether two states name the same digests for the same platforms. The references may differ: a tag may be an alias. */
export function sameUpstream(a: readonly UpstreamReference[], b: readonly UpstreamReference[]): boolean {
  return upstreamKey(a) === upstreamKey(b);
}

/** Whether two states come from the same repositories, for each platform. */
export function sameSources(a: readonly UpstreamReference[], b: readonly UpstreamReference[]): boolean {
  const key = (upstream: readonly UpstreamReference[]): string =>
    upstream
      .map(
        ({ platform = '', reference }) =>
          `${platform}=${formatRepository(parseReference(reference).repository)}`,
      )
      .sort()
      .join(',');
  return key(a) === key(b);
}

/** The digests with their platforms, as one string. */
export function upstreamKey(upstream: readonly UpstreamReference[]): string {
  return upstream
    .map(({ platform = '', digest }) => `${platform}=${digest}`)
    .sort()
    .join(',');
}

/** Why a tag that upstream has moved stays as it is. */
export function movedReason(
  upstream: readonly UpstreamReference[],
  because = 'immutable tags are not followed',
): string {
  const to = upstream.map(({ digest }) => digest).join(', ');
  return `upstream now points to ${to}; ${because}`;
}

export const goneReason = 'upstream has removed it; the copy stays';

/** Why a tag gets other content than it was published with. */
export function changedReason({ locked }: { locked?: unknown }): string {
  return locked === undefined ? 'upstream moved' : 'the lock names another digest';
}
