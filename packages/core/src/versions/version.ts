import { type Prerelease, parsePrerelease } from './prerelease.ts';

/** A tag read as a version: `v17.2-rc1-alpine` is 17.2, pre-release rc 1, variant `alpine`. */
export interface Version {
  /** The numbers as the tag has them, one or more: `17.2` is [17, 2]. */
  parts: readonly number[];
  /** Empty for a release. */
  prerelease: Prerelease;
  /** What follows, as written: `alpine`, `debian-12-r3`. Empty: a plain version. */
  variant: string;
}

/** Up to fifteen digits: larger numbers are not exact, and nobody's version. */
const grammar = /^v?(?<numbers>\d{1,15}(?:\.\d{1,15})*)(?:[-_.]?(?<word>[A-Za-z].*)|[-_](?<revision>\d.*))?$/;
/** Java projects write these behind a release. */
const release = /^(?:final|ga|release)$/i;
/** A date (`20240923`) or an abbreviated commit, of digits alone or with letters among them (`1e6fa2b`). */
const dateOrCommit = /^(?:\d{6,}|(?=\d*[a-f])[0-9a-f]{7,40})$/;

/** Reads a tag as a version. Attestations' names, words, dates inside words (`bookworm-20240110`), dates and commits are none. */
export function parseVersion(tag: string): Version | undefined {
  if (isReserved(tag) || dateOrCommit.test(tag)) return undefined;
  const groups = grammar.exec(tag)?.groups;
  const numbers = groups?.numbers;
  if (groups === undefined || numbers === undefined || /^\d{6,}$/.test(numbers)) return undefined;
  return { parts: numbers.split('.').map(Number), ...parseSuffix(groups.word ?? groups.revision ?? '') };
}

/** What follows the numbers of a version, without the separator before it. */
export function parseSuffix(suffix: string): Pick<Version, 'prerelease' | 'variant'> {
  if (suffix === '' || release.test(suffix)) return { prerelease: [], variant: '' };
  return parsePrerelease(suffix) ?? { prerelease: [], variant: suffix };
}

/** Names that are never a version: `latest`, and where attestations live (`sha256-…`, `.sig`, `.att`, `.sbom`). */
export function isReserved(tag: string): boolean {
  return tag === 'latest' || isAttestationName(tag);
}

/** The fallback index of a digest's referrers (`sha256-…`), and cosign's `.sig`, `.att` and `.sbom` behind it. */
export function isAttestationName(tag: string): boolean {
  return /^sha(?:256|384|512)-/.test(tag);
}
