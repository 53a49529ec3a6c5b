import { MirrorError, toMirrorError } from '@multiarch-mirror/errors';
import { formatPlatform, type Repository } from '@multiarch-mirror/oci';
import type { ImageConfig } from '../config/config.ts';
import { inspectRoot } from '../image/inspect-root.ts';
import { resolveRoot, rootAtDestination } from '../image/root.ts';
import type { RecordedTag, RepositoryRecord } from '../record/record.ts';
import type { Session } from '../session/session.ts';
import type { SelectedTag } from '../versions/index.ts';
import { contentFingerprint } from './fingerprint.ts';
import type { PlannedTag } from './plan.ts';
import { resolveUpstream, sameUpstream, type UpstreamState } from './upstream.ts';

export interface PlanOptions {
  /** Trust no record: look at everything on the destination. */
  deep?: boolean;
  /** A HEAD upstream for each immutable tag, too. */
  checkMoved?: boolean;
  /** Milliseconds since the epoch; for `minimumAge`. */
  now: number;
}

/** What planning a tag needs to know. */
export interface TagState {
  session: Session;
  image: ImageConfig;
  destination: Repository;
  record: RepositoryRecord;
  listed: ReadonlySet<string>;
  /** Collects digests that `minimumAge` sees for the first time. */
  seen: Record<string, string>;
  options: PlanOptions;
}

/** Plans one selected tag. Never throws: what went wrong is the tag's `error`. */
export async function planTag(state: TagState, selected: SelectedTag): Promise<PlannedTag> {
  const base = { image: state.image, tag: selected.tag, upstream: [], missing: [] };
  const fallback = state.listed.has(selected.tag) ? 'update' : 'create';
  try {
    return await decide(state, selected, base);
  } catch (thrown) {
    const error = toMirrorError(thrown).at({ image: state.image.name });
    if (error.code === 'MIRROR_RATE_LIMITED') {
      return { ...base, action: fallback, reason: 'rate limited', deferred: { reason: 'rateLimit' } };
    }
    return { ...base, action: fallback, reason: 'failed', error };
  }
}

type Base = Pick<PlannedTag, 'image' | 'tag' | 'upstream' | 'missing'>;

async function decide(state: TagState, selected: SelectedTag, base: Base): Promise<PlannedTag> {
  const { image, record, listed, options } = state;
  const entry = listed.has(selected.tag) ? record.tags[selected.tag] : undefined;
  const kept = entry === undefined ? {} : { upstream: entry.upstream, missing: entry.missing, current: entry.digest };
  const denied = image.deny.find((rule) => 'tag' in rule && rule.tag === selected.tag);
  if (denied !== undefined) return { ...base, ...kept, action: 'unchanged', reason: `denied: ${denied.reason}` };

  const recorded = entry !== undefined && isCurrent(state, entry) && !options.deep;
  if (recorded && !selected.mutable && entry.missing.length === 0) {
    if (options.checkMoved) return checkMoved(state, selected, { ...base, ...kept }, entry);
    return { ...base, ...kept, action: 'unchanged', reason: 'published' };
  }

  const upstream = await upstreamState(state, selected, base);
  if ('action' in upstream) return upstream;
  const now = { ...base, ...kept, upstream: upstream.upstream, missing: upstream.missing };
  if (recorded && sameUpstream(upstream.upstream, entry.upstream)) {
    const without = entry.missing.length === 0 ? '' : `, upstream still lacks ${entry.missing.join(', ')}`;
    return { ...now, missing: entry.missing, action: 'unchanged', reason: `published${without}` };
  }
  const rule = image.deny.find((deny) => 'digest' in deny && upstream.upstream.some(({ digest }) => digest === deny.digest));
  if (rule !== undefined) return { ...now, action: 'unchanged', reason: `denied: ${rule.reason}` };
  const planned = await compare(state, selected, now, entry, recorded);
  // What is at the destination already is repaired at once; only new content has to wait.
  if (planned.action !== 'create' && planned.action !== 'update') return planned;
  return { ...planned, ...tooYoung(state, upstream) };
}

/** What new upstream content means for the tag. */
async function compare(
  state: TagState,
  selected: SelectedTag,
  now: Base,
  entry: RecordedTag | undefined,
  recorded: boolean,
): Promise<PlannedTag> {
  if (!state.listed.has(selected.tag)) return { ...now, action: 'create', reason: 'new' };
  if (!recorded) return lookClosely(state, selected, now, entry);
  const lacked = entry !== undefined && entry.missing.length > 0;
  return { ...now, action: 'update', reason: lacked ? 'upstream has changed, it lacked platforms' : 'upstream moved' };
}

function isCurrent({ session, image }: TagState, entry: RecordedTag): boolean {
  return entry.content === contentFingerprint(image) && entry.chain === session.chain(image).fingerprint;
}

/** The upstream state, or the finished plan of a published tag that upstream no longer has. */
async function upstreamState(state: TagState, selected: SelectedTag, base: Base): Promise<UpstreamState | PlannedTag> {
  try {
    return await resolveUpstream(state.session, state.image, selected.tag);
  } catch (thrown) {
    const gone = thrown instanceof MirrorError && thrown.code === 'MIRROR_MANIFEST_UNKNOWN';
    if (!gone || !state.listed.has(selected.tag)) throw thrown;
    return { ...base, action: 'gone', reason: 'upstream has removed it; the copy stays' };
  }
}

async function checkMoved(state: TagState, selected: SelectedTag, now: Base, entry: RecordedTag): Promise<PlannedTag> {
  const upstream = await upstreamState(state, selected, now);
  if ('action' in upstream) return upstream;
  if (sameUpstream(upstream.upstream, entry.upstream)) return { ...now, action: 'unchanged', reason: 'published' };
  const to = upstream.upstream.map(({ digest }) => digest).join(', ');
  return { ...now, action: 'moved', reason: `upstream now points to ${to}; immutable tags are not followed` };
}

/** `minimumAge`: whether a digest has to wait, and until when. */
function tooYoung({ image, record, seen, options }: TagState, { upstream }: UpstreamState): Partial<PlannedTag> {
  if (image.minimumAge === 0) return {};
  const dates = upstream.map(({ digest }) => {
    const date = record.seen[digest] ?? new Date(options.now).toISOString();
    seen[digest] = date;
    return Date.parse(date);
  });
  const until = Math.max(...dates) + image.minimumAge;
  if (until <= options.now) return {};
  const iso = new Date(until).toISOString();
  return { reason: `younger than minimumAge, until ${iso}`, deferred: { reason: 'minimumAge', until: iso } };
}

/** A tag on the destination that the record does not answer for: is the content right, and are its attestations? */
async function lookClosely(
  state: TagState,
  selected: SelectedTag,
  now: Base,
  entry: RecordedTag | undefined,
): Promise<PlannedTag> {
  const { session } = state;
  const current = await state.destination.resolve(selected.tag);
  if (current === undefined) return { ...now, action: 'create', reason: 'new' };
  const known = { ...now, current: current.digest };
  const sameContent =
    entry !== undefined &&
    entry.digest === current.digest &&
    entry.content === contentFingerprint(state.image) &&
    sameUpstream(entry.upstream, now.upstream);
  if (!sameContent) {
    const expected = await resolveRoot(session, state.image, now);
    if (expected.raw.descriptor.digest !== current.digest) {
      return { ...known, missing: expected.missing, action: 'update', reason: contentReason(state, entry) };
    }
  }
  const root = await rootAtDestination(state.destination, current.digest);
  const inspection = await inspectRoot(session, { ...now, tags: [selected.tag], root, image: state.image });
  if (inspection === 'complete') return { ...known, action: 'unchanged', reason: 'complete', unrecorded: true };
  return { ...known, action: 'repair', reason: attestationReason(state, entry, inspection) };
}

function contentReason({ image }: TagState, entry: RecordedTag | undefined): string {
  if (entry === undefined) return 'the destination holds something else';
  if (entry.content === contentFingerprint(image)) return 'upstream moved';
  const platforms = image.platforms === 'all' ? 'all' : image.platforms.map(formatPlatform).join(', ');
  return `platforms or source have changed (${platforms})`;
}

function attestationReason({ session, image }: TagState, entry: RecordedTag | undefined, found: string): string {
  const what = found === 'broken' ? 'attestations are broken' : 'attestations are missing';
  return entry !== undefined && entry.chain !== session.chain(image).fingerprint ? `the chain has changed, ${what}` : what;
}
