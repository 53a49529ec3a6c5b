import { MirrorError } from '@multiarch-mirror/errors';

/** Nobody reads more faults than this. */
const most = 1000;

/** The first of very many errors, and how many more there are; `others`: those that nobody has kept. */
export function firstOf(errors: readonly MirrorError[], others = 0): MirrorError[] {
  const more = errors.length - most + others;
  if (more <= 0) return [...errors];
  const place = errors[most]?.place ?? {};
  const hint = 'Mend the others first.';
  const rest = new MirrorError('MIRROR_CONFIG_TOO_MANY', `${more} more faults are not shown`, {
    place,
    hint,
  });
  return [...errors.slice(0, most), rest];
}
