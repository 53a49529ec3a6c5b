import type { TagSelector } from '../config/config.ts';
import { findAliases, type VersionTag } from './alias.ts';
import { comparePrecedence } from './compare-versions.ts';
import { isImmutableLiteral } from './mutability.ts';
import { compareNaturally } from './natural-order.ts';
import { type Omission, type OmissionKind, omissionReasons } from './omission.ts';
import { usualEnding } from './usual-ending.ts';
import { parseVersion, type Version } from './version.ts';
import { openWindow, type WindowSelector } from './window.ts';

/** A tag that is to be mirrored. */
export interface SelectedTag {
  tag: string;
  /** Followed when upstream moves it; otherwise mirrored once. */
  mutable: boolean;
  kind: 'version' | 'alias' | 'literal';
  /** Undefined where the tag is no version. */
  version: Version | undefined;
  /** Why it is in, for people. */
  reason: string;
  /** The version that an alias stands for. */
  of?: string;
  /** In a window: the place of its version among those that are in, 1 for the highest. */
  position?: number;
}

/** A tag that is left out. */
export interface OmittedTag extends Omission {
  tag: string;
}

/** Every tag of a listing, in or out. */
export interface Selection {
  /** Literal tags in the manifest's order; a window's from the highest version down, each before its aliases. */
  selected: SelectedTag[];
  omitted: OmittedTag[];
  /** What the versions of the listing end with, where none is plain (`ce`): a range then means those. */
  usual?: string;
}

/**
 * The tags that a selector takes from a listing (contract: "Tags"). Literal tags need no listing: they are taken as they are.
 * The order of the listing plays no part.
 * @throws MirrorError MIRROR_CONFIG_SEMVER, MIRROR_CONFIG_REGEX for a selector that was not validated
 */
export function selectTags(selector: TagSelector, listed: Iterable<string>): SelectedTag[] {
  return explainTags(selector, listed).selected;
}

/**
 * The highest version among `tags` that the selector admits, whatever its `keep`: what `latest` follows. Aliases do not
 * count. Undefined when there is none, and for literal tags. `usual`: as the selection from upstream has found it.
 */
export function highestVersion(
  selector: TagSelector,
  tags: Iterable<string>,
  usual?: string,
): string | undefined {
  if (selector.kind === 'literal') return undefined;
  const { keep: _, ...unlimited } = selector;
  const known = usual === undefined ? undefined : { of: usual };
  return window({ ...unlimited, aliases: false }, new Set(tags), known).selected[0]?.tag;
}

/**
 * `selectTags` with the reason of every tag that is left out, for `plan --explain`. `usual`: what a whole listing has shown, where
 * `listed` is only a part of one.
 */
export function explainTags(
  selector: TagSelector,
  listed: Iterable<string>,
  usual?: { of: string | undefined },
): Selection {
  return selector.kind === 'literal'
    ? literals(selector, new Set(listed))
    : window(selector, new Set(listed), usual);
}

function literals(selector: TagSelector & { kind: 'literal' }, listed: ReadonlySet<string>): Selection {
  const named = new Set(selector.tags);
  const { unnamed } = omissionReasons(selector);
  return {
    selected: selector.tags.map((tag) => ({
      tag,
      mutable: selector.mutable ?? !isImmutableLiteral(tag),
      kind: 'literal',
      version: parseVersion(tag),
      reason: 'named in the manifest',
    })),
    omitted: [...listed.difference(named)].map((tag) => ({ tag, kind: 'unnamed', reason: unnamed })),
  };
}

/** An admitted tag with the key that `keep` counts by. */
interface Candidate {
  tag: string;
  version: Version | undefined;
  key: string;
  alias?: VersionTag;
}

function window(
  selector: WindowSelector,
  listed: ReadonlySet<string>,
  known?: { of: string | undefined },
): Selection {
  const versions = new Map<string, Version>();
  for (const tag of listed) {
    const version = parseVersion(tag);
    if (version !== undefined) versions.set(tag, version);
  }
  const usual = known === undefined ? usualEnding([...versions.values()]) : known.of;
  const opened = openWindow(selector, usual);
  const reasons = omissionReasons(selector);
  const aliases = findAliases([...versions].map(([tag, version]) => ({ tag, version })));
  const candidates: Candidate[] = [];
  const omitted: OmittedTag[] = [];
  const omit = (tag: string, kind: OmissionKind, of?: string): void => {
    const reason = kind === 'excluded' ? `excluded by ${of}` : reasons[kind];
    omitted.push({ tag, kind, reason, ...(of !== undefined && { of }) });
  };
  for (const tag of listed) {
    const [version, alias] = [versions.get(tag), aliases.get(tag)];
    const refusal = opened.refuses(tag, version, alias);
    if (refusal !== undefined) omit(tag, refusal.kind, refusal.of);
    else if (alias !== undefined && !selector.aliases) omit(tag, 'alias', alias.tag);
    else candidates.push({ tag, version, key: versionKey(tag, version), ...(alias && { alias }) });
  }
  const selected: SelectedTag[] = [];
  const places = new Map<string, number>();
  for (const { tag, version, key, alias } of withAliases(candidates).sort(descending)) {
    if (!places.has(key) && places.size === (selector.keep ?? Number.POSITIVE_INFINITY)) {
      omit(tag, 'lower', alias?.tag);
      continue;
    }
    const position = places.get(key) ?? places.size + 1;
    places.set(key, position);
    selected.push({
      tag,
      version,
      kind: alias === undefined ? 'version' : 'alias',
      mutable: selector.mutable ?? alias !== undefined,
      reason: alias === undefined ? opened.reason : `an alias, ${opened.reason}`,
      position,
      ...(alias && { of: alias.tag }),
    });
  }
  return { selected, omitted, ...(usual !== undefined && { usual }) };
}

/** An alias goes with the version that it stands for; where the window does not hold that one, it counts by itself. */
function withAliases(candidates: readonly Candidate[]): Candidate[] {
  const keys = new Map(candidates.map(({ tag, key }) => [tag, key]));
  return candidates.map((candidate) => {
    const key = candidate.alias && keys.get(candidate.alias.tag);
    return key === undefined ? candidate : { ...candidate, key };
  });
}

/** What `keep` counts: `v3.2.1` and `3.2.1` are one version; each variant is one of its own. */
function versionKey(tag: string, version: Version | undefined): string {
  if (version === undefined) return tag;
  const parts = [...version.parts];
  while (parts.length > 1 && parts.at(-1) === 0) parts.pop();
  return `${parts.join('.')}|${version.prerelease.join('.')}|${version.variant}`;
}

/** Versions before other tags, the highest first; an alias stands right behind what it stands for. */
function descending(a: Candidate, b: Candidate): number {
  const [left, right] = [a.alias?.version ?? a.version, b.alias?.version ?? b.version];
  if (left === undefined || right === undefined) {
    return Number(left === undefined) - Number(right === undefined) || compareNaturally(b.tag, a.tag);
  }
  return (
    comparePrecedence(right, left) ||
    Number(a.alias !== undefined) - Number(b.alias !== undefined) ||
    compareNaturally(b.tag, a.tag)
  );
}
