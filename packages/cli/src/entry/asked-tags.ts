import {
  compilePattern,
  type EntryWindow,
  type SourceReader,
  selectorOf,
  selectTags,
  suggest,
} from '@multiarch-mirror/core';
import { MirrorError } from '@multiarch-mirror/errors';
import type { AddOptions } from '../commands/add-options.ts';
import { exitCodes } from '../exit-code.ts';
import { Refusal } from '../refusal.ts';
import type { AddedSource } from './added-source.ts';
import { refuse } from './refuse.ts';

/** The selector that the command line names; undefined where it names none. @throws Refusal for two at once */
export function askedTags(
  { tags, semver, regex, exclude, keep, latest, prereleases }: AddOptions,
  { tag }: AddedSource,
): readonly string[] | EntryWindow | undefined {
  const literal = tags ?? (tag === undefined ? undefined : [tag]);
  const named = [literal && '--tags', semver && '--semver', regex && '--regex'].filter(Boolean);
  const [first, second] = named;
  if (second !== undefined) {
    throw refuse('MIRROR_USAGE_CONFLICT', `${first} and ${second} cannot be used together`, {
      hint: 'Name tags, or one range, or one pattern.',
    });
  }
  if (literal !== undefined) return [...new Set(literal)];
  if (semver === undefined && regex === undefined) return undefined;
  return {
    ...(semver !== undefined && { semver }),
    ...(regex !== undefined && { regex }),
    ...(exclude !== undefined && { exclude }),
    ...(keep !== undefined && { keep }),
    ...(latest === true && { latest }),
    ...(prereleases === true && { prereleases }),
  };
}

/**
 * The tags that a selector takes of a listing, the highest first.
 * @throws Refusal for a range or pattern that is none, or that takes nothing
 */
export function selectedTags(
  tags: readonly string[] | EntryWindow,
  listed: readonly string[],
  source: AddedSource,
): string[] {
  try {
    const selector = selectorOf(tags);
    if (selector.kind === 'window') for (const pattern of selector.exclude) compilePattern(pattern);
    const selected = selectTags(selector, listed).map(({ tag }) => tag);
    if (selected.length > 0) return selected;
  } catch (thrown) {
    if (thrown instanceof MirrorError) throw new Refusal([thrown], exitCodes.usage);
    throw thrown;
  }
  const newest = selectTags(selectorOf({ regex: '.' }), listed).slice(0, 5);
  throw refuse('MIRROR_ADD_NOTHING', `none of ${listed.length} tags of ${source.text} is selected`, {
    hint: `Among them are ${newest.map(({ tag }) => tag).join(', ')}.`,
  });
}

/** @throws Refusal for the first of these tags that does not exist */
export async function checkTags(
  reader: SourceReader,
  tags: readonly string[],
  source: AddedSource,
): Promise<void> {
  for (const tag of tags) {
    if (await reader.has(tag)) continue;
    const listed = await reader.tags().catch(() => []);
    throw refuse('MIRROR_ADD_TAG', `${source.text} has no tag ${tag}`, {
      place: { side: 'source', reference: source.text },
      hint: suggest(tag, listed) ?? 'Leave the tag away, and versions are proposed.',
    });
  }
}
