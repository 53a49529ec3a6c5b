/** A tag read as a version: `v17.2-rc1-alpine` is 17.2, pre-release rc 1, variant `alpine`. */
export interface Version {
  /** The numbers as the tag has them, one or more: `17.2` is [17, 2]. */
  parts: number[];
  /** `['rc', 1]`; empty for a release. Numbers compare as numbers, so rc10 comes after rc2. */
  prerelease: (string | number)[];
  /** What follows, as written: `alpine`, `debian-12-r3`. Empty: a plain version. */
  variant: string;
}

/** What marks a pre-release. A single letter or `m` only with a number after it (`3.14.0a1`, `8.0-M03`). */
const markers =
  'alpha|beta|preview|prerelease|pre|rc|cr|ea|dev|devel|snapshot|nightly|canary|next|edge|unstable|milestone|experimental|insiders|test|[abm](?=[.-]?\\d)';
/** Up to fifteen digits: larger numbers are not exact, and nobody's version. */
const grammar =
  /^v?(?<numbers>\d{1,15}(?:\.\d{1,15})*)(?:[-_.]?(?<suffix>[A-Za-z].*)|[-_](?<revision>\d.*))?$/;
const prereleaseGrammar = new RegExp(
  `^(?<marker>${markers})(?![a-z])(?<counters>(?:[.-]?\\d{1,15}(?![a-z0-9]))?(?:\\.[a-z0-9]+)*)(?:[-_](?<variant>.+))?$`,
  'i',
);
/** Java projects write these behind a release. */
const release = /^(?:final|ga|release)$/i;
/** Grafana writes the number of a build before it. */
const buildOfPrerelease = /^(?<build>\d{1,15})pre$/i;

/**
 * Reads a tag as a version. Attestations' names, words and dates inside words (`bookworm-20240110`) are none.
 * A lone number of six digits or more is a date or an abbreviated commit, and none either.
 */
export function parseVersion(tag: string): Version | undefined {
  if (isReserved(tag)) return undefined;
  const groups = grammar.exec(tag)?.groups;
  const numbers = groups?.numbers;
  if (groups === undefined || numbers === undefined || /^\d{6,}$/.test(numbers)) return undefined;
  const parts = numbers.split('.').map(Number);
  const suffix = groups.suffix ?? '';
  if (suffix === '' || release.test(suffix)) {
    const revision = groups.revision ?? '';
    const build = buildOfPrerelease.exec(revision)?.groups?.build;
    if (build !== undefined) return { parts, prerelease: ['pre', Number(build)], variant: '' };
    return { parts, prerelease: [], variant: revision };
  }
  const prerelease = prereleaseGrammar.exec(suffix)?.groups;
  if (prerelease === undefined) return { parts, prerelease: [], variant: suffix };
  const counters = (prerelease.counters ?? '').split(/[.-]/).filter((text) => text !== '');
  return {
    parts,
    prerelease: [
      (prerelease.marker ?? '').toLowerCase(),
      ...counters.map((text) => (/^\d{1,15}$/.test(text) ? Number(text) : text)),
    ],
    variant: prerelease.variant ?? '',
  };
}

/** Names that are never a version: `latest`, and where attestations live (`sha256-…`, `.sig`, `.att`, `.sbom`). */
export function isReserved(tag: string): boolean {
  return tag === 'latest' || isAttestationName(tag);
}

/** The fallback index of a digest's referrers (`sha256-…`), and cosign's `.sig`, `.att` and `.sbom` behind it. */
export function isAttestationName(tag: string): boolean {
  return /^sha(?:256|384|512)-/.test(tag);
}
