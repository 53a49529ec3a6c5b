import type { TagSelector } from '../config/config.ts';

/** Why a tag of a listing is left out. */
export type OmissionKind =
  /** It fits, but `keep` takes only so many. */
  | 'lower'
  /** A longer form of it is listed. */
  | 'alias'
  | 'prerelease'
  | 'variant'
  /** Without the variant that the range names. */
  | 'plain'
  /** Outside of the range. */
  | 'outside'
  /** Does not match the regex. */
  | 'unmatched'
  | 'excluded'
  /** Nothing that a range could compare. */
  | 'word'
  /** The tag `latest` upstream. */
  | 'latest'
  /** The name of an image's attestations. */
  | 'attestation'
  /** Not among the literal tags. */
  | 'unnamed';

export interface Omission {
  kind: OmissionKind;
  /** For people, the same for all tags of its kind: what is wrong with it, and what would take it in. */
  reason: string;
  /** What tells it apart: the version that an alias stands for, a variant, the pattern that excludes it. */
  of?: string;
}

/** The words for each kind, as a selector gives them. */
export function omissionReasons(selector: TagSelector): Record<OmissionKind, string> {
  const { keep = 0, semver, regex } = selector.kind === 'window' ? selector : {};
  return {
    lower: `lower than the ${keep === 1 ? 'highest one' : `${keep} highest`}, which \`keep\` takes`,
    alias: 'an alias: a longer form is listed; `aliases: true` takes it',
    prerelease: 'a pre-release; `prereleases: true` takes it',
    variant: 'a variant; a range that ends in it, as "17-alpine", takes it',
    plain: 'no variant; the range takes one',
    outside: `outside ${semver}`,
    unmatched: `does not match ${regex}`,
    excluded: 'excluded',
    word: 'not a version; `regex` takes it',
    latest: 'never taken from upstream; `latest: true` makes one that follows the highest published version',
    attestation: "the name of an image's attestations",
    unnamed: 'not named in the manifest',
  };
}
