import { formatPlatform } from '@multiarch-mirror/oci';
import { checkContent, isIncomplete } from '../image/check-content.ts';
import { inspectRoot } from '../image/inspect-root.ts';
import { type ImageRoot, platformDigests, resolveRoot, rootAtDestination } from '../image/root.ts';
import type { Inspection } from '../plugin/inspection.ts';
import type { RecordedTag } from '../record/record.ts';
import { contentFingerprint } from './fingerprint.ts';
import type { PlannedTag } from './plan.ts';
import type { TagState, UndecidedTag } from './tag-state.ts';
import { movedReason, sameUpstream } from './upstream.ts';

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
  const known = { ...withoutPlatforms(now), current: current.digest };
  if (entry !== undefined && isOurs(state, entry, current.digest)) {
    const same = sameUpstream(entry.upstream, now.upstream);
    const stays = { ...known, upstream: entry.upstream, missing: entry.missing };
    if (same) return inspected(state, stays, entry, { action: 'unchanged', reason: 'complete' });
    if (!followed)
      return inspected(state, stays, entry, { action: 'moved', reason: movedReason(now.upstream) });
  }
  const expected = await resolveRoot(state.session, state.image, now);
  const found = { ...known, missing: expected.missing };
  // Nobody knows whether they are all there: the copy looks, and brings what is missing.
  if (expected.raw.descriptor.digest === current.digest && state.image.upstreamReferrers) {
    return { ...found, action: 'update', reason: "upstream's referrers come along" };
  }
  if (expected.raw.descriptor.digest === current.digest && mayLack(state, expected)) {
    return inspected(state, found, entry, { action: 'unchanged', reason: 'complete' });
  }
  return { ...found, action: 'update', reason: contentReason(state, entry, current.digest) };
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
  const gone = { action: 'gone', reason: 'upstream has removed it; the copy stays' } as const;
  if (entry === undefined) return { ...known, ...gone };
  const current = await state.destination.resolve(known.tag);
  if (current === undefined || !isOurs(state, entry, current.digest)) {
    return { ...withoutPlatforms(known), ...(current && { current: current.digest }), ...gone };
  }
  return inspected(state, { ...known, current: current.digest }, entry, gone);
}

/** What the record says of the platforms need not hold for what stands there. */
function withoutPlatforms(tag: UndecidedTag): UndecidedTag {
  const { platforms: _, ...rest } = tag;
  return rest;
}

/** Whether what stands there is what the record says, made as the manifest asks for it today. */
function isOurs({ image }: TagState, entry: RecordedTag, digest: string): boolean {
  return entry.digest === digest && entry.content === contentFingerprint(image);
}

/** Whether what is missing may be: otherwise the run says what the manifest wants done about it. */
function mayLack({ image }: TagState, { missing, platforms }: ImageRoot): boolean {
  if (missing.length === 0) return true;
  return platforms.length > 0 && (image.missingPlatform === 'warn' || image.missingPlatform === 'allow');
}

/** The content is right: `verdict`, unless something of the chain is missing. */
async function inspected(
  state: TagState,
  known: UndecidedTag & { current: string },
  entry: RecordedTag | undefined,
  verdict: Pick<PlannedTag, 'action' | 'reason'>,
): Promise<PlannedTag> {
  const { session, image } = state;
  if (state.options.deep && !(await isComplete(state, known.current))) {
    return { ...known, action: 'repair', reason: 'content is missing at the destination', incomplete: true };
  }
  const root = await rootAtDestination(state.destination, known.current);
  const platforms = platformDigests(root);
  const inspection = await inspectRoot(session, { image, root, upstream: known.upstream, tags: [known.tag] });
  if (inspection === 'complete') return { ...known, platforms, ...verdict, unrecorded: true };
  return { ...known, platforms, action: 'repair', reason: attestationReason(state, entry, inspection) };
}

async function isComplete({ destination }: TagState, digest: string): Promise<boolean> {
  try {
    await checkContent(destination, digest);
    return true;
  } catch (thrown) {
    if (isIncomplete(thrown)) return false;
    throw thrown;
  }
}

function contentReason({ image }: TagState, entry: RecordedTag | undefined, current: string): string {
  if (entry === undefined || entry.digest !== current) return 'the destination holds something else';
  if (entry.content === contentFingerprint(image)) return 'upstream moved';
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
