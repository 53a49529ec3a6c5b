import { MirrorError } from '@multiarch-mirror/errors';
import type { Reference } from '@multiarch-mirror/oci';
import type { ImageConfig } from '../config/config.ts';
import type { RecordStore } from '../record/record-store.ts';
import type { Session } from '../session/session.ts';
import { selectTags } from '../versions/index.ts';
import { namedImage } from './named-image.ts';

/**
 * The image that a reference names, with the chain and the identity of the manifest's entry that publishes it: of the entries that
 * fill the repository the one that takes the tag; for a digest, the one that takes a tag which the record has for it. An image of a
 * repository that no entry fills is one with the chain for all images.
 */
export async function imageOfReference(
  session: Pick<Session, 'config' | 'entriesOf' | 'record'>,
  reference: Reference,
): Promise<ImageConfig> {
  const { repository, tag, digest } = reference;
  const named = namedImage(session.config, repository, [digest ?? tag ?? 'latest']);
  const entries = session.entriesOf(repository);
  const entry = (await publisher(session, entries, reference)) ?? entries[0];
  if (entry === undefined) return named;
  const { tags, deny, minimumAge } = named;
  return { ...entry, tags, deny, minimumAge };
}

async function publisher(
  session: Pick<Session, 'record'>,
  entries: readonly ImageConfig[],
  { repository, tag, digest }: Reference,
): Promise<ImageConfig | undefined> {
  if (entries.length < 2) return entries[0];
  const tags =
    tag === undefined && digest !== undefined
      ? await tagsOf(session.record(repository), digest)
      : [tag ?? 'latest'];
  for (const one of tags) {
    const found =
      entries.find(({ tags: selector }) => selector.kind === 'literal' && selector.tags.includes(one)) ??
      entries.find((entry) => isInWindow(entry, one));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The tags that lead to a digest, also to one of a platform, as far as the record knows. */
async function tagsOf(record: Pick<RecordStore, 'read'>, digest: string): Promise<string[]> {
  try {
    const { tags } = await record.read();
    return Object.entries(tags)
      .filter(([, entry]) => [entry, ...entry.platforms].some((one) => one.digest === digest))
      .map(([tag]) => tag);
  } catch (thrown) {
    // It is a cache, and whoever reads images may not be allowed to read it.
    if (thrown instanceof MirrorError) return [];
    throw thrown;
  }
}

/** Whether a window takes a tag, whatever it keeps. */
function isInWindow({ tags: selector }: ImageConfig, tag: string): boolean {
  if (selector.kind === 'literal') return false;
  if (tag === 'latest') return selector.latest !== false;
  const { keep: _, ...unlimited } = selector;
  return selectTags(unlimited, [tag]).length > 0;
}
