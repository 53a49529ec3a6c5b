import type { TagSelector } from '../config/config.ts';
import { findAliases, type VersionTag } from './alias.ts';
import { compareNaturally, comparePrecedence } from './compare-versions.ts';
import { isImmutableLiteral } from './mutability.ts';
import { parseVersion, type Version } from './version.ts';
import { openWindow, type Window, type WindowSelector } from './window.ts';

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
}

/** A tag that is left out. */
export interface OmittedTag {
  tag: string;
  reason: string;
}

/** Every tag of a listing, in or out. */
export interface Selection {
  /** Literal tags in the manifest's order; a window's from the highest version down, each before its aliases. */
  selected: SelectedTag[];
  omitted: OmittedTag[];
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
 * count. Undefined when there is none, and for literal tags.
 */
export function highestVersion(selector: TagSelector, tags: Iterable<string>): string | undefined {
  if (selector.kind === 'literal') return undefined;
  const { keep: _, ...unlimited } = selector;
  return explainTags({ ...unlimited, aliases: false }, tags).selected[0]?.tag;
}

/** `selectTags` with the reason of every tag that is left out, for `plan --explain`. */
export function explainTags(selector: TagSelector, listed: Iterable<string>): Selection {
  return selector.kind === 'literal'
    ? literals(selector, new Set(listed))
    : window(selector, new Set(listed));
}

function literals(selector: TagSelector & { kind: 'literal' }, listed: ReadonlySet<string>): Selection {
  const named = new Set(selector.tags);
  return {
    selected: selector.tags.map((tag) => ({
      tag,
      mutable: selector.mutable ?? !isImmutableLiteral(tag),
      kind: 'literal',
      version: parseVersion(tag),
      reason: 'named in the manifest',
    })),
    omitted: [...listed]
      .filter((tag) => !named.has(tag))
      .map((tag) => ({ tag, reason: 'not named in the manifest' })),
  };
}

/** An admitted tag with the key that `keep` counts by. */
interface Candidate {
  tag: string;
  version: Version | undefined;
  key: string;
  alias?: VersionTag;
}

function window(selector: WindowSelector, listed: ReadonlySet<string>): Selection {
  const opened = openWindow(selector);
  const aliases = findAliases(listed);
  const omitted: OmittedTag[] = [];
  const candidates: Candidate[] = [];
  const followers: (Candidate & { alias: VersionTag })[] = [];
  for (const tag of listed) {
    const version = parseVersion(tag);
    const alias = aliases.get(tag);
    const reason = opened.refuses(tag, version, alias) ?? refuseAlias(selector, alias);
    if (reason !== undefined) omitted.push({ tag, reason });
    else if (alias === undefined) candidates.push({ tag, version, key: versionKey(tag, version) });
    else followers.push({ tag, version, alias, key: versionKey(tag, version) });
  }
  const known = new Map(candidates.map(({ tag, key }) => [tag, key]));
  for (const follower of followers) {
    // It goes with the version that it stands for; where the window does not hold that one, it counts by itself.
    const key = known.get(follower.alias.tag);
    candidates.push(key === undefined ? follower : { ...follower, key });
  }
  return cut(selector, opened, candidates, omitted);
}

function refuseAlias(selector: WindowSelector, alias: VersionTag | undefined): string | undefined {
  if (alias === undefined || selector.aliases) return undefined;
  return `an alias, upstream also has ${alias.tag}; \`aliases: true\` takes it`;
}

/** Keeps the highest versions. `v3.2.1` and `3.2.1` are one version; so are a version and its aliases. */
function cut(
  selector: WindowSelector,
  opened: Window,
  candidates: Candidate[],
  omitted: OmittedTag[],
): Selection {
  const ordered = candidates.sort(descending);
  const keys = new Set<string>();
  const selected: SelectedTag[] = [];
  for (const { tag, version, key, alias } of ordered) {
    if (!keys.has(key) && keys.size === (selector.keep ?? Number.POSITIVE_INFINITY)) {
      omitted.push({ tag, reason: `lower than the ${selector.keep} highest, which \`keep\` takes` });
      continue;
    }
    keys.add(key);
    selected.push({
      tag,
      version,
      kind: alias === undefined ? 'version' : 'alias',
      mutable: selector.mutable ?? alias !== undefined,
      reason: alias === undefined ? opened.reason : `an alias of ${alias.tag}`,
    });
  }
  return { selected, omitted };
}

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
