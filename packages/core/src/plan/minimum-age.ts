import type { RepositoryRecord } from '../record/record.ts';
import type { PlannedTag } from './plan.ts';
import type { TagState } from './tag-state.ts';

/**
 * `minimumAge`: whether a digest has to wait, and until when. A digest that is seen for the first time is noted in `seen`; what stands at
 * the destination already, under whatever tag, waits no more.
 */
export async function tooYoung(
  { image, reading, seen, options }: TagState,
  { upstream }: Pick<PlannedTag, 'upstream'>,
): Promise<Partial<PlannedTag>> {
  if (image.minimumAge === 0) return {};
  const record = await reading;
  const published = publishedDigests(record);
  const dates = upstream.flatMap(({ digest }) => {
    if (published.has(digest)) return [];
    const known = record.seen[digest];
    if (known !== undefined) return Date.parse(known);
    seen[digest] = new Date(options.now).toISOString();
    return options.now;
  });
  const until = Math.max(0, ...dates) + image.minimumAge;
  if (dates.length === 0 || until <= options.now) return {};
  const iso = new Date(until).toISOString();
  return { reason: `younger than minimumAge, until ${iso}`, deferred: { reason: 'minimumAge', until: iso } };
}

const digestsOf = new WeakMap<RepositoryRecord, ReadonlySet<string>>();

/** Found once for each record: there may be thousands of tags. */
function publishedDigests(record: RepositoryRecord): ReadonlySet<string> {
  const known = digestsOf.get(record);
  if (known !== undefined) return known;
  const digests = new Set(
    Object.values(record.tags).flatMap(({ upstream }) => upstream.map(({ digest }) => digest)),
  );
  digestsOf.set(record, digests);
  return digests;
}
