import type { Action, Plan, PlannedTag } from '@multiarch-mirror/core';

/** What is counted: an action, or what keeps it from being done. */
type Kind = Action | 'deferred' | 'failed';

const words: Record<Kind, string> = {
  create: 'to create',
  update: 'to update',
  repair: 'to repair',
  unchanged: 'unchanged',
  moved: 'moved upstream',
  gone: 'gone upstream',
  deferred: 'deferred',
  failed: 'failed',
};

/** A tag by what is going to happen to it. */
export function kindOf({ action, deferred, error }: PlannedTag): Kind {
  if (error !== undefined) return 'failed';
  return deferred === undefined ? action : 'deferred';
}

/** `plan: 2 to create, 1 to update, 10 unchanged` */
export function planSummary({ repositories }: Plan): string {
  const counts = new Map<Kind, number>();
  const add = (kind: Kind): unknown => counts.set(kind, (counts.get(kind) ?? 0) + 1);
  for (const { tags, failures } of repositories) {
    for (const planned of tags) add(kindOf(planned));
    for (const { error } of failures) add(error.code === 'MIRROR_RATE_LIMITED' ? 'deferred' : 'failed');
  }
  const parts = Object.entries(words).flatMap(([kind, word]) => {
    const number = counts.get(kind as Kind) ?? 0;
    return number === 0 ? [] : [`${number} ${word}`];
  });
  return `plan: ${parts.length === 0 ? 'no tags' : parts.join(', ')}`;
}
