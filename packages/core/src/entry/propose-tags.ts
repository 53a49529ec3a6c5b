import type { TagSelector } from '../config/config.ts';
import { type SelectedTag, selectTags } from '../versions/index.ts';
import type { EntryWindow } from './manifest-entry.ts';
import { proposePattern } from './propose-pattern.ts';
import { commonVariants } from './variants.ts';

/** A selector for an image's tags, with what it takes from the listing today. */
export interface TagProposal {
  tags: readonly string[] | EntryWindow;
  /** The highest first. */
  selected: readonly SelectedTag[];
}

/** Versions that a window keeps, where nobody says how many. */
const usualKeep = 10;
/** A major version with fewer releases is not yet what everybody runs. */
const few = 2;
/** What is there under several spellings (`v3.3.4` and `3.3.4`) is mirrored once, as its developers write it. */
const withoutPrefix = '^\\d';

/**
 * What a maintainer would write for a repository with these tags, the best first; empty only where nothing is listed that can be
 * mirrored. Versions from the last major version on, all of them where that is a year or zero; where no version is plain, a variant;
 * patterns of dates; else names.
 */
export function proposeTags(listed: readonly string[], keep: number = usualKeep): TagProposal[] {
  const latest = listed.includes('latest') ? { latest: true } : {};
  const plain = versions(listed, '', keep).map((window) => ({ ...window, ...latest }));
  const variants = commonVariants(listed).flatMap((variant) => versions(listed, variant, keep));
  const found = proposals([...byHighest(listed, plain, variants)], listed);
  if (found.length === 0) {
    const patterns = proposePattern(listed).map((regex) => ({ regex, keep, ...latest }));
    const early = patterns.length === 0 ? [{ semver: '*', keep, ...latest, prereleases: true }] : [];
    found.push(...proposals([...patterns, ...early], listed));
  }
  const word = listed.find((tag) => tag === 'latest') ?? (found.length === 0 ? lastOf(listed) : undefined);
  if (word !== undefined) {
    found.push({ tags: [word], selected: selectTags({ kind: 'literal', tags: [word] }, listed) });
  }
  return found;
}

/** A selector as an entry writes it, with its defaults. */
export function selectorOf(tags: readonly string[] | EntryWindow): TagSelector {
  if (isLiteral(tags)) return { kind: 'literal', tags: [...tags] };
  const { exclude = [], latest = false, prereleases = false, ...more } = tags;
  return { kind: 'window', exclude: [...exclude], latest, prereleases, aliases: false, ...more };
}

function isLiteral(tags: readonly string[] | EntryWindow): tags is readonly string[] {
  return Array.isArray(tags);
}

/** Plain versions before variants, unless they have come to an end: some repositories had plain ones only in their first years. */
function byHighest(
  listed: readonly string[],
  plain: readonly EntryWindow[],
  variants: readonly EntryWindow[],
): EntryWindow[] {
  const majorOf = (windows: readonly EntryWindow[]): number =>
    Math.max(0, ...windows.map((window) => firstNumber(selectTags(selectorOf(window), listed)[0])));
  return majorOf(variants) > majorOf(plain) + 1 ? [...variants, ...plain] : [...plain, ...variants];
}

/** Those that take something, and each highest tag once. */
function proposals(windows: readonly EntryWindow[], listed: readonly string[]): TagProposal[] {
  const found = new Map<string, TagProposal>();
  for (const window of windows) {
    const tags = spelledOnce(window, listed);
    const selected = selectTags(selectorOf(tags), listed);
    const [highest] = selected;
    if (highest !== undefined && !found.has(highest.tag)) found.set(highest.tag, { tags, selected });
  }
  return [...found.values()];
}

function spelledOnce(window: EntryWindow, listed: readonly string[]): EntryWindow {
  const selected = selectTags(selectorOf(window), listed);
  const places = new Set(selected.map(({ position }) => position));
  if (places.size === selected.length) return window;
  const { semver, regex, ...more } = window;
  const once = { ...(semver !== undefined && { semver }), ...(regex !== undefined && { regex }) };
  const single = { ...once, exclude: [withoutPrefix], ...more };
  return selectTags(selectorOf(single), listed).length === places.size ? single : window;
}

/** A range over the versions of one variant; none where there is none. */
function versions(listed: readonly string[], variant: string, keep: number): EntryWindow[] {
  const ending = variant === '' ? '' : `-${variant}`;
  const all = selectTags(selectorOf({ semver: `*${ending}` }), listed);
  const majors = [...Map.groupBy(all, firstNumber)];
  const [highest] = majors;
  if (highest === undefined) return [];
  const [major, newest] = majors.find(([, tags]) => tags.length >= few) ?? highest;
  const rolls = major === 0 || major >= 1990 || newest.some(({ tag }) => isMonth(tag));
  return [{ semver: rolls ? `*${ending}` : `>=${major}${ending}`, keep }];
}

/** `24.04`: a year and a month, and no major version whose minor ones fit together. */
function isMonth(tag: string): boolean {
  return /^v?\d\d\.0\d(?:\D|$)/.test(tag);
}

function firstNumber(selected: SelectedTag | undefined): number {
  return selected?.version?.parts[0] ?? 0;
}

/** The naturally last of those that are no attestations. */
function lastOf(listed: readonly string[]): string | undefined {
  return selectTags(selectorOf({ regex: '.' }), listed)[0]?.tag;
}
