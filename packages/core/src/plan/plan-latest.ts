import { compareVersions, highestVersion } from '../versions/index.ts';
import type { PlannedTag } from './plan.ts';
import type { TagState } from './plan-tag.ts';

const latestTag = 'latest';

/**
 * Where `latest` is to point: the highest version that the selector admits among those published and those that this run will
 * publish. Costs no request where the record knows both.
 */
export async function planLatest(state: TagState, planned: readonly PlannedTag[]): Promise<PlannedTag | undefined> {
  const { image, record, listed, destination } = state;
  if (image.tags.kind !== 'window' || image.tags.latest === false) return undefined;
  const coming = planned.filter(({ error, deferred, reason }) => error === undefined && deferred === undefined && !reason.startsWith('denied'));
  const candidates = new Set([...listed, ...coming.map(({ tag }) => tag)]);
  for (const { tag } of planned) if (!coming.some((other) => other.tag === tag) && !listed.has(tag)) candidates.delete(tag);
  const follows = highestVersion(image.tags, candidates);
  if (follows === undefined) return undefined;

  const target = planned.find(({ tag }) => tag === follows);
  const present = listed.has(latestTag);
  const entry = present ? record.tags[latestTag] : undefined;
  const base = {
    image,
    tag: latestTag,
    follows,
    upstream: target?.upstream ?? record.tags[follows]?.upstream ?? [],
    missing: target?.missing ?? [],
    ...(entry !== undefined && { current: entry.digest }),
  };
  const downgrade = typeof image.tags.latest === 'object' && image.tags.latest.downgrade;
  if (entry?.follows !== undefined && !downgrade && compareVersions(entry.follows, follows) > 0) {
    return { ...base, follows: entry.follows, action: 'unchanged', reason: `stays at ${entry.follows}, ${follows} is lower` };
  }
  const changing = target !== undefined && (target.action === 'create' || target.action === 'update');
  if (!present) return { ...base, action: 'create', reason: `follows ${follows}` };
  if (changing) return { ...base, action: 'update', reason: `follows ${follows}` };
  const at = target?.current ?? record.tags[follows]?.digest ?? (await destination.resolve(follows))?.digest;
  const current = entry?.digest ?? (await destination.resolve(latestTag))?.digest;
  if (at !== current) return { ...base, ...(current !== undefined && { current }), action: 'update', reason: `follows ${follows}` };
  if (target?.action === 'repair') return { ...base, action: 'repair', reason: target.reason };
  const chain = state.session.chain(image).fingerprint;
  if (entry?.follows === follows && entry.chain === chain && record.tags[follows]?.chain === chain) {
    return { ...base, action: 'unchanged', reason: `follows ${follows}` };
  }
  return { ...base, ...(current !== undefined && { current }), action: 'unchanged', reason: `follows ${follows}`, unrecorded: true };
}
