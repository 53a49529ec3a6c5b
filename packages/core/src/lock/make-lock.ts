import type { MirrorError } from '@multiarch-mirror/errors';
import PQueue from 'p-queue';
import type { ImageConfig } from '../config/config.ts';
import { selectUpstream } from '../plan/selection.ts';
import { resolveUpstream } from '../plan/upstream.ts';
import type { UpstreamReference } from '../plugin/image-context.ts';
import { imageError } from '../session/image-error.ts';
import type { Session } from '../session/session.ts';
import type { LockedDigest } from './lock.ts';
import { lockedPlatforms, lockedSources } from './locked-source.ts';
import { pairImages } from './pair-images.ts';
import type { ParsedLock } from './parse-lock.ts';
import type { LockEntry } from './write-lock.ts';

/** As many as a plan takes. */
const imagesAtOnce = 64;
const tagsAtOnce = 256;

/** What is different from the lock before. */
export interface LockChange {
  image: string;
  tag: string;
  change: 'added' | 'changed' | 'removed';
  before?: readonly LockedDigest[];
  after?: readonly LockedDigest[];
  /** An immutable tag that upstream has moved. */
  moved?: true;
}

export interface MadeLock {
  /** Every entry of the manifest that is known now or was before, in the manifest's order. */
  entries: LockEntry[];
  changes: LockChange[];
  /** What could not be found out; what was locked of it stays. */
  errors: MirrorError[];
}

/**
 * Asks upstream what each tag of these images stands for: one listing for each window, one HEAD for each tag. Other images of the
 * manifest keep what is locked of them. Nothing is asked of the destination.
 */
export async function makeLock(
  session: Session,
  images: readonly ImageConfig[],
  previous?: ParsedLock,
): Promise<MadeLock> {
  const { config } = session;
  const locked = previous?.lock.images ?? [];
  const pairs = pairImages(config.images, locked, config.directory);
  const asked = new Set(images);
  const made: MadeLock = { entries: [], changes: [], errors: [] };
  const queue = new PQueue({ concurrency: imagesAtOnce });
  const shared = { errors: made.errors, tags: new PQueue({ concurrency: tagsAtOnce }) };
  const lockImage = async (image: ImageConfig) => {
    const old = pairs.get(image);
    const before = new Map([...(old?.tags ?? [])].map(([tag, { digests }]) => [tag, digests] as const));
    if (!asked.has(image)) return { image, old, changes: [], now: before, usual: old?.usual };
    const { now, immutable, usual } = await lockTags(session, image, { before, usual: old?.usual }, shared);
    return { image, old, changes: changesOf(image, before, now, immutable), now, usual };
  };
  // Put together below, in the manifest's order, whatever answered first.
  const all = await Promise.all(config.images.map((image) => queue.add(() => lockImage(image))));
  for (const { image, old, changes, now, usual } of all) {
    made.changes.push(...changes);
    if (old === undefined && !asked.has(image)) continue;
    made.entries.push({
      name: image.name,
      sources: asked.has(image) ? lockedSources(image, config.directory) : (old?.sources ?? []),
      platforms: asked.has(image) ? lockedPlatforms(image) : (old?.platforms ?? 'all'),
      ...(usual !== undefined && { usual }),
      tags: now,
      ...(old !== undefined && { previous: locked.indexOf(old) }),
    });
  }
  const kept = new Set(pairs.values());
  for (const { name, tags } of locked.filter((entry) => !kept.has(entry))) {
    for (const [tag, { digests }] of tags)
      made.changes.push({ image: name, tag, change: 'removed', before: digests });
  }
  return made;
}

type LockedDigests = ReadonlyMap<string, readonly LockedDigest[]>;

/** What upstream has now, in the order of the selection; of a tag that fails, what was locked before. */
async function lockTags(
  session: Session,
  image: ImageConfig,
  { before, usual: usualBefore }: { before: LockedDigests; usual: string | undefined },
  { errors, tags }: { errors: MirrorError[]; tags: PQueue },
): Promise<{ now: LockedDigests; immutable: ReadonlySet<string>; usual: string | undefined }> {
  const denied = new Set(image.deny.flatMap((rule) => ('tag' in rule ? [rule.tag] : [])));
  try {
    const { selected: all, usual } = await selectUpstream(session, image);
    const selected = all.filter(({ tag }) => !denied.has(tag));
    const found = await Promise.all(
      selected.map(async ({ tag }) => {
        try {
          const { upstream } = await tags.add(() => resolveUpstream(session, image, tag));
          return [tag, upstream.map(toLocked)] as const;
        } catch (thrown) {
          errors.push(imageError(session, image, thrown));
          const kept = before.get(tag);
          return kept && ([tag, kept] as const);
        }
      }),
    );
    const immutable = selected.filter(({ mutable }) => !mutable).map(({ tag }) => tag);
    const now = new Map(found.filter((entry) => entry !== undefined));
    return { now, immutable: new Set(immutable), usual };
  } catch (thrown) {
    errors.push(imageError(session, image, thrown));
    return { now: before, immutable: new Set(), usual: usualBefore };
  }
}

function toLocked({ platform, digest }: UpstreamReference): LockedDigest {
  return { ...(platform !== undefined && { platform }), digest };
}

function changesOf(
  { name }: ImageConfig,
  before: LockedDigests,
  now: LockedDigests,
  immutable: ReadonlySet<string>,
): LockChange[] {
  const changes: LockChange[] = [];
  for (const [tag, after] of now) {
    const old = before.get(tag);
    if (old === undefined) changes.push({ image: name, tag, change: 'added', after });
    else if (key(old) !== key(after)) {
      const moved = immutable.has(tag) ? { moved: true as const } : {};
      changes.push({ image: name, tag, change: 'changed', before: old, after, ...moved });
    }
  }
  for (const [tag, old] of before)
    if (!now.has(tag)) changes.push({ image: name, tag, change: 'removed', before: old });
  return changes;
}

function key(digests: readonly LockedDigest[]): string {
  return digests
    .map(({ platform = '', digest }) => `${platform}=${digest}`)
    .sort()
    .join(',');
}
