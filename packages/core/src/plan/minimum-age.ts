import type { PlannedTag } from './plan.ts';
import type { TagState } from './tag-state.ts';

/** `minimumAge`: whether a digest has to wait, and until when. A digest that is seen for the first time is noted in `seen`. */
export async function tooYoung(
  { image, reading, seen, options }: TagState,
  { upstream }: Pick<PlannedTag, 'upstream'>,
): Promise<Partial<PlannedTag>> {
  if (image.minimumAge === 0) return {};
  const record = await reading;
  const dates = upstream.map(({ digest }) => {
    const known = record.seen[digest];
    if (known !== undefined) return Date.parse(known);
    seen[digest] = new Date(options.now).toISOString();
    return options.now;
  });
  const until = Math.max(...dates) + image.minimumAge;
  if (until <= options.now) return {};
  const iso = new Date(until).toISOString();
  return { reason: `younger than minimumAge, until ${iso}`, deferred: { reason: 'minimumAge', until: iso } };
}
