import type { ExcludedTag, ExplainedTag, IncludedTag } from '@multiarch-mirror/core';

/** From what nearly got in to what nobody would expect. */
const order: ExcludedTag['kind'][] = [
  'lower',
  'alias',
  'prerelease',
  'plain',
  'variant',
  'outside',
  'excluded',
  'unmatched',
  'unfit',
  'word',
  'latest',
  'attestation',
  'unnamed',
  'unlisted',
];

/** Tags that are in, by why they are and what is going to happen to them. */
export function includedGroups(tags: readonly ExplainedTag[]): [IncludedTag, ...IncludedTag[]][] {
  const included = tags.filter((tag): tag is IncludedTag => tag.in);
  return grouped(included, ({ reason, action, outcome, error }) =>
    JSON.stringify([reason, action, outcome, error?.code, error?.message]),
  );
}

/** Tags that are out, by why they are. */
export function excludedGroups(tags: readonly ExplainedTag[]): [ExcludedTag, ...ExcludedTag[]][] {
  const excluded = tags.filter((tag): tag is ExcludedTag => !tag.in);
  const groups = grouped(excluded, ({ kind, reason }) => JSON.stringify([kind, reason]));
  return groups.sort(([a], [b]) => order.indexOf(a.kind) - order.indexOf(b.kind));
}

function grouped<Tag>(tags: readonly Tag[], key: (tag: Tag) => string): [Tag, ...Tag[]][] {
  const groups = new Map<string, [Tag, ...Tag[]]>();
  for (const tag of tags) {
    const group = groups.get(key(tag));
    if (group === undefined) groups.set(key(tag), [tag]);
    else group.push(tag);
  }
  return [...groups.values()];
}
