/** `['rc', 1]`; empty for a release. Numbers compare as numbers, so rc10 comes after rc2. */
export type Prerelease = readonly (string | number)[];

/** What marks a pre-release. A single letter or `m` only with a number after it (`3.14.0a1`, `8.0-M03`). */
const markers =
  'alpha|beta|preview|prerelease|pre|rc|cr|ea|dev|devel|snapshot|nightly|canary|next|edge|unstable|milestone|experimental|insiders|test|[abm](?=[.-]?\\d)';
const grammar = new RegExp(
  `^(?<marker>${markers})(?![a-z])(?<counters>(?:[.-]?\\d{1,15}(?![a-z0-9]))?(?:\\.[a-z0-9]+)*)(?:[-_](?<variant>.+))?$`,
  'i',
);
/** Grafana writes the number of a build before it: `72847pre`, `72847pre-ubuntu`. */
const numbered = /^(?<build>\d{1,15})pre(?:-(?<variant>.+))?$/i;
/** Elastic writes the commit of a build before it: `1a2b3c4d-SNAPSHOT`. */
const trailing = /^(?<variant>.+)[-.](?<marker>snapshot|nightly)$/i;

/** What follows a version's numbers, where it marks a pre-release: its identifiers, and the variant behind them (`rc2-alpine`). */
export function parsePrerelease(
  suffix: string,
): { prerelease: (string | number)[]; variant: string } | undefined {
  const marked = grammar.exec(suffix)?.groups;
  if (marked !== undefined) {
    const counters = (marked.counters ?? '').split(/[.-]/).filter((text) => text !== '');
    return {
      prerelease: [
        (marked.marker ?? '').toLowerCase(),
        ...counters.map((text) => (/^\d{1,15}$/.test(text) ? Number(text) : text)),
      ],
      variant: marked.variant ?? '',
    };
  }
  const build = numbered.exec(suffix)?.groups;
  if (build !== undefined) return { prerelease: ['pre', Number(build.build)], variant: build.variant ?? '' };
  const end = trailing.exec(suffix)?.groups;
  if (end === undefined) return undefined;
  return { prerelease: [(end.marker ?? '').toLowerCase()], variant: end.variant ?? '' };
}

/** How near to its release a marker says that it is, where the alphabet says otherwise (`dev` before `alpha`: PEP 440). */
const ranks: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    [
      'dev',
      'devel',
      'snapshot',
      'nightly',
      'canary',
      'edge',
      'unstable',
      'experimental',
      'insiders',
      'test',
    ].map((marker) => [marker, 0]),
  ),
  a: 1,
  alpha: 1,
  b: 2,
  beta: 2,
  cr: 4,
  rc: 4,
};
/** Milestones, previews, early access. */
const otherRank = 3;

/** Negative when `a` is the lower one. A pre-release comes before its release, which has no identifiers (semver, "Precedence"). */
export function comparePrereleases(a: Prerelease, b: Prerelease): number {
  if (a.length === 0 || b.length === 0) return b.length - a.length;
  const difference = rank(a) - rank(b);
  if (difference !== 0) return difference;
  for (let index = 0; index < Math.min(a.length, b.length); index += 1) {
    const [left = '', right = ''] = [a[index], b[index]];
    if (left === right) continue;
    if (typeof left === 'number' && typeof right === 'number') return left - right;
    // Numbers are lower than words.
    if (typeof left === 'number') return -1;
    if (typeof right === 'number') return 1;
    return left < right ? -1 : 1;
  }
  return a.length - b.length;
}

function rank([marker]: Prerelease): number {
  return ranks[String(marker)] ?? otherRank;
}
