import { compareVersions, highestVersion, isReserved } from '../versions/index.ts';
import { isWork, type PlannedTag } from './plan.ts';
import type { LatestState, TagState } from './tag-state.ts';

const latestTag = 'latest';

/**
 * Where `latest` is to point: the highest version that the selector admits among those published and those that this run will
 * publish; a denied one is not followed. Costs no request where the record knows both.
 */
export async function planLatest(
  state: LatestState,
  planned: readonly PlannedTag[],
): Promise<PlannedTag | undefined> {
  const { image, record, listed, usual, options } = state;
  if (image.tags.kind !== 'window' || image.tags.latest === false) return undefined;
  const admitted = notDenied(state, planned);
  const published = publishedTags(state, planned);
  const follows = highestVersion(
    image.tags,
    [...published, ...planned.filter(isWork).map(({ tag }) => tag)].filter(admitted),
    usual,
  );
  if (follows === undefined) return undefined;
  // One that failed already, or has to wait.
  const hoped = highestVersion(
    image.tags,
    [...published, ...planned.map(({ tag }) => tag)].filter(admitted),
    usual,
  );

  const present = listed.has(latestTag);
  const entry = present ? record.tags[latestTag] : undefined;
  const target = planned.find(({ tag }) => tag === follows);
  const followed = target ?? record.tags[follows];
  const base = {
    image,
    tag: latestTag,
    follows,
    ...(usual !== undefined && { usual }),
    ...(hoped !== undefined && hoped !== follows && { unpublished: hoped }),
    upstream: followed?.upstream ?? [],
    missing: followed?.missing ?? [],
    ...(options.locked !== undefined && { locked: true as const }),
    ...(followed?.platforms !== undefined && { platforms: followed.platforms }),
  };
  const reason = followsReason(follows, base.unpublished);
  if (!present) return { ...base, action: 'create', reason };

  const current = (options.deep ? undefined : entry?.digest) ?? (await digestOf(state, latestTag));
  const isRecorded = entry !== undefined && entry.digest === current;
  const known = {
    ...base,
    ...(current !== undefined && { current }),
    ...(isRecorded && { published: entry.upstream }),
  };
  const at =
    target?.current ??
    record.tags[follows]?.digest ??
    (isChanging(target) ? undefined : await digestOf(state, follows));
  const downgrade = typeof image.tags.latest === 'object' && image.tags.latest.downgrade;
  if (!downgrade && (isChanging(target) || at !== current)) {
    const higher = entry?.follows ?? (await higherVersionAt(state, follows, current));
    if (higher !== undefined && compareVersions(higher, follows) > 0) return stays(state, known, higher);
  }
  if (isChanging(target) || at !== current) return { ...known, action: 'update', reason };
  if (target?.action === 'repair' && isWork(target))
    return { ...known, action: 'repair', reason: target.reason };
  const chain = state.session.chain(image).fingerprint;
  const recorded =
    entry?.follows === follows && entry.chain === chain && record.tags[follows]?.chain === chain;
  return { ...known, action: 'unchanged', reason, ...(!recorded && { unrecorded: true }) };
}

/** Why `latest` is where it is: at the highest version, or at the highest one that is published. */
export function followsReason(follows: string, unpublished?: string): string {
  return `follows ${follows}${unpublished === undefined ? '' : `, since ${unpublished} is not published`}`;
}

/** What `latest` may follow of what is at the destination: under a lock nothing that the lock does not name. */
function publishedTags({ listed, options }: TagState, planned: readonly PlannedTag[]): string[] {
  if (options.locked === undefined) return [...listed];
  return planned.map(({ tag }) => tag).filter((tag) => listed.has(tag));
}

function notDenied({ image }: TagState, planned: readonly PlannedTag[]): (tag: string) => boolean {
  const denied = new Set(planned.flatMap(({ tag, denied: isDenied }) => (isDenied ? [tag] : [])));
  for (const rule of image.deny) if ('tag' in rule) denied.add(rule.tag);
  return (tag) => !denied.has(tag);
}

/** Whether this run will give the version other content. */
function isChanging(target: PlannedTag | undefined): boolean {
  return target !== undefined && isWork(target) && target.action !== 'repair';
}

/** Without a record: the version above `version` that `latest` stands at, so that it does not go back unasked. */
async function higherVersionAt(
  state: LatestState,
  version: string,
  current: string | undefined,
): Promise<string | undefined> {
  const { listed, record } = state;
  const higher = [...listed].filter((tag) => !isReserved(tag) && compareVersions(tag, version) > 0);
  for (const tag of higher) {
    if ((record.tags[tag]?.digest ?? (await digestOf(state, tag))) === current) return tag;
  }
  return undefined;
}

/** `latest` does not go back, unless the manifest says so. */
function stays(
  { record }: LatestState,
  known: Omit<PlannedTag, 'action' | 'reason'>,
  at: string,
): PlannedTag {
  const { upstream = [], missing = [], platforms } = record.tags[at] ?? {};
  const { platforms: _, follows, ...rest } = known;
  const reason = `stays at ${at}, ${follows} is lower`;
  return {
    ...rest,
    follows: at,
    upstream,
    missing,
    ...(platforms && { platforms }),
    action: 'unchanged',
    reason,
  };
}

async function digestOf({ destination }: TagState, tag: string): Promise<string | undefined> {
  return (await destination.resolve(tag))?.digest;
}
