import { MirrorError, toMirrorError } from '@multiarch-mirror/errors';
import { formatPlatform } from '@multiarch-mirror/oci';
import { isIncomplete, isWhole } from '../image/check-content.ts';
import { inspectRoot } from '../image/inspect-root.ts';
import { type ImageRoot, platformDigests, rootAtDestination } from '../image/root.ts';
import { keepRoot } from '../image/standing-roots.ts';
import type { Inspection } from '../plugin/inspection.ts';
import type { RecordedTag } from '../record/record.ts';
import { type Comparison, compareContent } from './compare-content.ts';
import { earlierUpstream } from './earlier-upstream.ts';
import { contentFingerprint } from './fingerprint.ts';
import type { PlannedTag } from './plan.ts';
import type { TagState, UndecidedTag } from './tag-state.ts';
import { changedReason, goneReason, movedReason, sameSources, sameUpstream } from './upstream.ts';

/**
 * A tag on the destination that the record does not answer for: is the content right, and are its attestations?
 * `followed`: new content upstream is to be taken over.
 */
export async function lookClosely(
  state: TagState,
  now: UndecidedTag,
  entry: RecordedTag | undefined,
  followed: boolean,
): Promise<PlannedTag> {
  const current = await state.destination.resolve(now.tag);
  if (current === undefined) return { ...now, action: 'create', reason: 'new' };
  const stands = entry !== undefined && entry.digest === current.digest;
  const known = {
    ...unvouched(now),
    current: current.digest,
    ...(stands && { published: entry.upstream }),
  };
  if (entry !== undefined && isOurs(state, entry, current.digest)) {
    const same = sameUpstream(entry.upstream, now.upstream);
    const stays = { ...known, upstream: entry.upstream, missing: entry.missing };
    if (same) return inspected(state, stays, entry, { action: 'unchanged', reason: 'complete' });
    if (!followed)
      return inspected(state, stays, entry, { action: 'moved', reason: movedReason(now.upstream) });
  }
  const root = await standingRoot(state, current.digest);
  const content = await compareContent(state, now, root, current.digest);
  if (!content.same && !followed) {
    const kept = await keptUpstream(state, now, entry, root);
    if (kept !== undefined) return lookAtMoved(state, { ...known, ...kept }, now, root);
  }
  const found = { ...known, missing: content.missing };
  // Nobody knows whether they are all there: the copy looks, and brings what is missing.
  if (content.same && state.image.upstreamReferrers) {
    return { ...found, action: 'update', reason: "upstream's referrers come along" };
  }
  if (content.same && mayLack(state, content)) {
    return inspected(state, found, entry, { action: 'unchanged', reason: 'complete' }, root);
  }
  return { ...found, action: 'update', reason: contentReason(state, entry, current.digest) };
}

/** What an immutable tag was mirrored from, where upstream has something else now: it is mirrored once, whatever became of the record. */
async function keptUpstream(
  state: TagState,
  now: UndecidedTag,
  entry: RecordedTag | undefined,
  root: ImageRoot | undefined,
): Promise<Pick<UndecidedTag, 'upstream' | 'missing'> | undefined> {
  if (root === undefined) return undefined;
  const { upstream = await earlierUpstream(state, now, root), missing = [] } = entry ?? {};
  const isOther = entry !== undefined && entry.digest !== root.raw.descriptor.digest;
  if (upstream === undefined || isOther || !sameSources(upstream, now.upstream)) return undefined;
  return sameUpstream(upstream, now.upstream) ? undefined : { upstream, missing };
}

/** An immutable tag that upstream has moved since: its content stays, with the platforms that are asked for today. */
async function lookAtMoved(
  state: TagState,
  kept: UndecidedTag & { current: string },
  now: UndecidedTag,
  root: ImageRoot | undefined,
): Promise<PlannedTag> {
  const content = await keptContent(state, kept, root);
  const { missing } = content;
  const reason = movedReason(now.upstream);
  if (content.same && mayLack(state, content)) {
    return inspected(state, { ...kept, missing }, undefined, { action: 'moved', reason }, root);
  }
  return { ...kept, missing, action: 'update', reason: `${platformsReason(state)}; ${reason}` };
}

/** @throws MirrorError MIRROR_UPSTREAM_MOVED where other platforms are asked for of what upstream no longer has */
async function keptContent(
  state: TagState,
  kept: UndecidedTag & { current: string },
  root: ImageRoot | undefined,
): Promise<Comparison> {
  try {
    return await compareContent(state, kept, root, kept.current);
  } catch (thrown) {
    const cause = toMirrorError(thrown);
    if (cause.code !== 'MIRROR_MANIFEST_UNKNOWN') throw cause;
    throw new MirrorError(
      'MIRROR_UPSTREAM_MOVED',
      'upstream has moved this immutable tag, and no longer has what was mirrored',
      {
        place: { ...cause.place },
        hint: 'Ask for the platforms that stand at the destination, or set `mutable: true` to take what upstream has now.',
        cause,
      },
    );
  }
}

/** What a digest at the destination is; undefined where it cannot be read as an image, or something of it is missing. */
async function standingRoot({ destination }: TagState, digest: string): Promise<ImageRoot | undefined> {
  try {
    return await rootAtDestination(destination, digest);
  } catch (thrown) {
    if (isIncomplete(thrown) || toMirrorError(thrown).code === 'MIRROR_MANIFEST_UNSUPPORTED')
      return undefined;
    throw thrown;
  }
}

/**
 * A published tag that upstream no longer has: the copy stays. Where the record knows what it was made of (`entry`), its
 * attestations are looked after all the same.
 */
export async function lookAtGone(
  state: TagState,
  known: UndecidedTag,
  entry: RecordedTag | undefined,
): Promise<PlannedTag> {
  const gone = { action: 'gone', reason: goneReason } as const;
  if (entry === undefined) return { ...known, ...gone };
  const current = await state.destination.resolve(known.tag);
  if (current === undefined || !isOurs(state, entry, current.digest)) {
    return { ...unvouched(known), ...(current && { current: current.digest }), ...gone };
  }
  return inspected(state, { ...known, current: current.digest }, entry, gone);
}

/** What the record says of the content need not hold for what stands there. */
function unvouched({ platforms: _platforms, published: _published, ...tag }: UndecidedTag): UndecidedTag {
  return tag;
}

/** Whether what stands there is what the record says, made as the manifest asks for it today. */
function isOurs({ image }: TagState, entry: RecordedTag, digest: string): boolean {
  return entry.digest === digest && entry.content === contentFingerprint(image);
}

/** Whether what is missing may be: otherwise the run says what the manifest wants done about it. */
function mayLack({ image }: TagState, { missing, offered }: Comparison): boolean {
  if (missing.length === 0) return true;
  return offered && (image.missingPlatform === 'warn' || image.missingPlatform === 'allow');
}

/** The content is right: `verdict`, unless something of the chain is missing. */
async function inspected(
  state: TagState,
  known: UndecidedTag & { current: string },
  entry: RecordedTag | undefined,
  verdict: Pick<PlannedTag, 'action' | 'reason'>,
  read?: ImageRoot,
): Promise<PlannedTag> {
  const { session, image } = state;
  const root = read ?? (await standingRoot(state, known.current));
  if (root === undefined || (state.options.deep && !(await isWhole(state.destination, known.current)))) {
    return { ...known, action: 'repair', reason: 'content is missing at the destination', incomplete: true };
  }
  const platforms = platformDigests(root);
  const inspection = await inspectRoot(session, { image, root, upstream: known.upstream, tags: [known.tag] });
  if (inspection === 'complete') return { ...known, platforms, ...verdict, unrecorded: true };
  keepRoot(session, image.repository, root);
  return { ...known, platforms, action: 'repair', reason: attestationReason(state, entry, inspection) };
}

function contentReason(
  { image, options }: TagState,
  entry: RecordedTag | undefined,
  current: string,
): string {
  if (entry === undefined || entry.digest !== current) return 'the destination holds something else';
  if (entry.content === contentFingerprint(image)) return changedReason(options);
  return platformsReason({ image });
}

function platformsReason({ image }: Pick<TagState, 'image'>): string {
  const platforms = image.platforms === 'all' ? 'all' : image.platforms.map(formatPlatform).join(', ');
  return `platforms or source have changed (${platforms})`;
}

function attestationReason(
  { session, image }: TagState,
  entry: RecordedTag | undefined,
  found: Inspection,
): string {
  const what = found === 'broken' ? 'attestations are broken' : 'attestations are missing';
  return entry !== undefined && entry.chain !== session.chain(image).fingerprint
    ? `the chain has changed, ${what}`
    : what;
}
