import { type ExcludedTag, flowYaml, type ImageExplanation, type IncludedTag } from '@multiarch-mirror/core';
import { printable } from '@multiarch-mirror/errors';
import { excludedGroups, includedGroups } from './explanation-groups.ts';
import type { Printer } from './printer.ts';
import { count, shorten } from './quantity.ts';

/** So many characters of names stand on a line, beside the last one. */
const lineLength = 80;
/** Variants that are named. */
const variantsNamed = 6;

/** Why each tag of a listing is in or out: groups of the same reason, each with how many it has and the highest of them. */
export function printExplanation({ line, colors }: Printer, explanation: ImageExplanation): void {
  const { image, tags, usual } = explanation;
  const included = tags.filter((tag) => tag.in);
  line(`${colors.bold(printable(image))}: ${included.length} of ${count(tags.length, 'tag')} in`);
  line(colors.dim(`  by ${printable(origin(explanation))}`));
  if (usual !== undefined) line(colors.dim(`  versions there end with -${printable(usual)}`));
  const digits = String(tags.length).length;
  const group = (mark: string, size: number, why: string, names: string): void => {
    line(`  ${mark}  ${String(size).padStart(digits)}  ${printable(why)}`);
    line(colors.dim(`       ${' '.repeat(digits)}  ${printable(names)}`));
  };
  for (const each of includedGroups(tags)) {
    group(colors.green('in '), each.length, whyIn(each), namesOf(each));
  }
  for (const each of excludedGroups(tags)) {
    group(colors.yellow('out'), each.length, whyOut(each), excludedNames(each));
  }
  line();
}

/** `{semver: ">=16", keep: 3} of docker.io/library/postgres`: what differs from the defaults. */
function origin({ selector, listing }: ImageExplanation): string {
  if (selector.kind === 'literal') return flowYaml(selector.tags);
  const { semver, regex, exclude, keep, latest, prereleases, aliases, mutable } = selector;
  const fields = {
    ...(semver !== undefined && { semver }),
    ...(regex !== undefined && { regex }),
    ...(exclude.length > 0 && { exclude }),
    ...(keep !== undefined && { keep }),
    ...(latest !== false && { latest }),
    ...(prereleases && { prereleases }),
    ...(aliases && { aliases }),
    ...(mutable !== undefined && { mutable }),
  };
  return `${flowYaml(fields)}${listing === undefined ? '' : ` of ${listing}`}`;
}

function whyIn(group: readonly [IncludedTag, ...IncludedTag[]]): string {
  const [{ kind, reason, action, outcome, deferred, error }] = group;
  const why = kind === 'version' ? `${reason}${placesOf(group)}` : reason;
  if (error !== undefined) return `${why} (failed: ${error.message} [${error.code}])`;
  if (action === undefined) return why;
  const fate = deferred === undefined ? action : 'deferred';
  return kind === 'latest' ? `${why} (${fate})` : `${why} (${fate}: ${outcome})`;
}

/** `, place 2`, `, places 1, 3 to 10` */
function placesOf(group: readonly IncludedTag[]): string {
  const runs: [first: number, last: number][] = [];
  for (const { position } of group) {
    const run = runs.at(-1);
    if (position === undefined) continue;
    // `v3.2.1` and `3.2.1` share a place.
    if (run !== undefined && position <= run[1] + 1) run[1] = position;
    else runs.push([position, position]);
  }
  if (runs.length === 0) return '';
  const texts = runs.map(([first, last]) => (first === last ? `${first}` : `${first} to ${last}`));
  return `, ${runs.length === 1 && !texts[0]?.includes(' ') ? 'place' : 'places'} ${texts.join(', ')}`;
}

function whyOut(group: readonly [ExcludedTag, ...ExcludedTag[]]): string {
  const [{ reason }] = group;
  const stay = group.filter(({ published }) => published === true).length;
  if (stay === 0) return reason;
  return stay === group.length
    ? `${reason} (published, stays)`
    : `${reason} (${stay} of them published, stays)`;
}

/** Variants are counted: there are many tags of each. */
function excludedNames(group: readonly [ExcludedTag, ...ExcludedTag[]]): string {
  if (group[0].kind !== 'variant') return namesOf(group);
  const variants = [...Map.groupBy(group, ({ of = '' }) => of)].sort(([, a], [, b]) => b.length - a.length);
  return shorten(
    variants.map(([variant, tags]) => `-${variant} (${tags.length})`),
    variantsNamed,
  );
}

/** `17.4, 17.3 … 16.0`, `17 → 17.4`: as many as fit on a line, and the last. */
function namesOf(group: readonly (IncludedTag | ExcludedTag)[]): string {
  const names = group.map(({ tag, kind, of }) =>
    kind === 'alias' && of !== undefined ? `${tag} → ${of}` : tag,
  );
  let length = 0;
  const tooLong = names.findIndex((name) => {
    length += name.length + ', '.length;
    return length > lineLength;
  });
  const fitting = tooLong === -1 ? names.length : Math.max(tooLong, 1);
  return fitting >= names.length - 1
    ? names.join(', ')
    : `${names.slice(0, fitting).join(', ')} … ${names.at(-1)}`;
}
