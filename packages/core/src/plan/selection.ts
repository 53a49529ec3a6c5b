import { toMirrorError } from '@multiarch-mirror/errors';
import { formatRepository, parseReference } from '@multiarch-mirror/oci';
import type { ImageConfig } from '../config/config.ts';
import { sourceRepositories } from '../config/source-repositories.ts';
import type { RepositoryRecord } from '../record/record.ts';
import type { Session } from '../session/session.ts';
import { explainTags, type SelectedTag, selectTags } from '../versions/index.ts';
import { listingOf, offeredTags } from './offered-tags.ts';
import type { LockedTags } from './tag-state.ts';

/** The tags of an image that are to be mirrored. */
export interface UpstreamSelection {
  selected: SelectedTag[];
  /** What the versions of its listing end with, where hardly any is plain. */
  usual: string | undefined;
}

/**
 * Literal tags as they are, a window's from one listing upstream. A window in which nothing is, is worth a warning.
 * @throws MirrorError with side source
 */
export async function selectUpstream(session: Session, image: ImageConfig): Promise<UpstreamSelection> {
  const listed = await upstreamListing(session, image);
  const { selected, usual } = explainTags(image.tags, listed);
  if (selected.length === 0) {
    session.log.warn(
      `${image.name}: none of ${listed.length} tags upstream is selected; \`mirror plan --explain ${image.name}\` says why`,
    );
  }
  return { selected, usual };
}

/** The same from a lock, which upstream is not asked about. Each tag follows what the lock says, as somebody has reviewed it. */
export function selectLocked(
  { tags: selector }: ImageConfig,
  { tags, usual }: LockedTags,
): UpstreamSelection {
  const { selected } = explainTags(selector, tags.keys(), { of: usual });
  return { selected: selected.map((tag) => ({ ...tag, mutable: true })), usual };
}

/**
 * Published tags of a window that upstream has removed: they would be in it if upstream still had them. Of literal tags each is asked
 * about by itself.
 */
export async function selectGone(
  session: Session,
  image: ImageConfig,
  { tags }: RepositoryRecord,
  published: ReadonlySet<string>,
): Promise<SelectedTag[]> {
  if (image.tags.kind === 'literal') return [];
  const listing = new Set(await upstreamListing(session, image));
  const sources = new Set(sourceRepositories(image).map(formatRepository));
  const missing = Object.entries(tags).flatMap(([tag, { upstream, follows }]) => {
    const ours = upstream.every(({ reference }) =>
      sources.has(formatRepository(parseReference(reference).repository)),
    );
    return ours && follows === undefined && published.has(tag) && !listing.has(tag) ? [tag] : [];
  });
  if (missing.length === 0) return [];
  const wanted = selectTags(image.tags, [...listing, ...missing]);
  return wanted.filter(({ tag }) => !listing.has(tag));
}

async function upstreamListing(session: Session, image: ImageConfig): Promise<string[]> {
  if (image.tags.kind === 'literal') return [];
  try {
    return (await offeredTags(session, image)).tags;
  } catch (thrown) {
    const reference = formatRepository(listingOf(image));
    throw toMirrorError(thrown).at({ side: 'source', reference });
  }
}
