import { toMirrorError } from '@multiarch-mirror/errors';
import type { DenyRule, ImageConfig } from '../config/config.ts';
import type { RecordedTag } from '../record/record.ts';
import { imageError } from '../session/image-error.ts';
import type { SelectedTag } from '../versions/index.ts';
import { contentFingerprint } from './fingerprint.ts';
import { lookAtGone, lookClosely } from './look-closely.ts';
import { tooYoung } from './minimum-age.ts';
import type { PlannedTag } from './plan.ts';
import { rateLimit } from './rate-limit.ts';
import type { TagState, UndecidedTag } from './tag-state.ts';
import {
  changedReason,
  goneReason,
  movedReason,
  resolveUpstream,
  sameUpstream,
  type UpstreamState,
} from './upstream.ts';

/** Plans one selected tag. Throws only what reading the record does: all else that went wrong is the tag's `error`. */
export async function planTag(state: TagState, selected: SelectedTag): Promise<PlannedTag> {
  const { image, listed, reading } = state;
  const entry = listed.has(selected.tag) ? (await reading).tags[selected.tag] : undefined;
  const known: UndecidedTag = {
    image,
    tag: selected.tag,
    upstream: entry?.upstream ?? [],
    missing: entry?.missing ?? [],
    ...(entry !== undefined && {
      current: entry.digest,
      platforms: entry.platforms,
      published: entry.upstream,
    }),
  };
  try {
    const planned = await decide(state, selected, known, entry);
    return isLockedAndAsked(state) ? await besideUpstream(state, selected, planned) : planned;
  } catch (thrown) {
    const error = imageError(state.session, image, thrown);
    const action = listed.has(selected.tag) ? 'update' : 'create';
    const deferred = rateLimit(error);
    if (deferred !== undefined)
      return { ...known, action, reason: 'rate limited', deferred: { ...deferred, error } };
    return { ...known, action, reason: 'failed', error };
  }
}

async function decide(
  state: TagState,
  selected: SelectedTag,
  known: UndecidedTag,
  entry: RecordedTag | undefined,
): Promise<PlannedTag> {
  const { image, options } = state;
  const followed = selected.mutable || known.missing.length > 0;
  const recorded = entry !== undefined && isCurrent(state, entry) && !options.deep;
  const asked = !recorded || followed || options.checkMoved === true;
  const rule = image.deny.find((deny) => 'tag' in deny && deny.tag === selected.tag);
  if (rule !== undefined) return denied(known, rule);
  if (!asked) return standing(image, known);

  const locked = options.locked?.get(image)?.tags.get(selected.tag);
  const upstream = locked ?? (await upstreamState(state, selected));
  if (upstream === undefined) return lookAtGone(state, known, recorded ? undefined : entry);
  if (recorded && sameUpstream(upstream.upstream, entry.upstream)) return standing(image, known);
  const other = deniedDigest(image, upstream.upstream);
  // What is denied is not what the published tag stands for.
  if (other !== undefined) return denied(entry === undefined ? { ...known, ...upstream } : known, other);
  if (recorded && !followed) return { ...known, action: 'moved', reason: movedReason(upstream.upstream) };
  const planned = await compare(state, { ...known, ...upstream }, entry, { recorded, followed });
  // What is at the destination already is repaired, and given other platforms, at once; only new content has to wait.
  const waits = planned.action === 'create' || planned.action === 'update';
  if (!waits || (entry !== undefined && sameUpstream(planned.upstream, entry.upstream))) return planned;
  return { ...planned, ...(await tooYoung(state, planned)) };
}

function isLockedAndAsked({ options }: TagState): boolean {
  return options.locked !== undefined && (options.deep === true || options.checkMoved === true);
}

/** A tag that stands as the lock has it: whether upstream has something else by now. */
async function besideUpstream(
  state: TagState,
  selected: SelectedTag,
  planned: PlannedTag,
): Promise<PlannedTag> {
  if (planned.action !== 'unchanged' || planned.denied) return planned;
  const now = await upstreamState(state, selected);
  if (now === undefined) return { ...planned, action: 'gone', reason: goneReason };
  if (sameUpstream(now.upstream, planned.upstream)) return planned;
  return {
    ...planned,
    action: 'moved',
    reason: movedReason(now.upstream, 'the lock names what is published'),
  };
}

/** What new upstream content means for the tag. */
async function compare(
  state: TagState,
  now: UndecidedTag,
  entry: RecordedTag | undefined,
  { recorded, followed }: { recorded: boolean; followed: boolean },
): Promise<PlannedTag> {
  if (!state.listed.has(now.tag)) return { ...now, action: 'create', reason: 'new' };
  if (!recorded) return lookClosely(state, now, entry, followed);
  const lacked = entry !== undefined && entry.missing.length > 0;
  return {
    ...now,
    action: 'update',
    reason: lacked ? 'upstream has changed, it lacked platforms' : changedReason(state.options),
  };
}

function isCurrent({ session, image }: TagState, entry: RecordedTag): boolean {
  return entry.content === contentFingerprint(image) && entry.chain === session.chain(image).fingerprint;
}

/** Published as upstream has it, or as it had it when the tag was mirrored. */
function standing(image: ImageConfig, known: UndecidedTag): PlannedTag {
  const rule = deniedDigest(image, known.upstream);
  if (rule !== undefined) return denied(known, rule);
  const without = known.missing.length === 0 ? '' : `, upstream still lacks ${known.missing.join(', ')}`;
  return { ...known, action: 'unchanged', reason: `published${without}` };
}

function deniedDigest(image: ImageConfig, upstream: UndecidedTag['upstream']): DenyRule | undefined {
  return image.deny.find((rule) => 'digest' in rule && upstream.some(({ digest }) => digest === rule.digest));
}

function denied(known: UndecidedTag, rule: DenyRule): PlannedTag {
  return { ...known, action: 'unchanged', reason: `denied: ${rule.reason}`, denied: true };
}

/** The upstream state; undefined where upstream no longer has a tag that is published. */
async function upstreamState(state: TagState, selected: SelectedTag): Promise<UpstreamState | undefined> {
  const { session, image, listed } = state;
  const { tag } = selected;
  try {
    return await resolveUpstream(session, image, tag, isRead(state, selected));
  } catch (thrown) {
    if (toMirrorError(thrown).code === 'MIRROR_MANIFEST_UNKNOWN' && listed.has(tag)) return undefined;
    throw thrown;
  }
}

/**
 * Whether the run will read what a tag stands for in any case, so that it may be read now: an alias may stand for what another tag
 * does, and what is held back or denied is not read at all.
 */
function isRead({ image, listed, options }: TagState, { tag, mutable }: SelectedTag): boolean {
  const certain = !listed.has(tag) && !mutable && image.minimumAge === 0 && image.deny.length === 0;
  return options.reads === true && certain && image.transport === 'native';
}
