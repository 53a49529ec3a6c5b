import type { TagSelector } from '../config/config.ts';
import { selectTags } from './select-tags.ts';

/** A window with its defaults. */
export function window(fields: Partial<TagSelector & { kind: 'window' }>): TagSelector {
  return { kind: 'window', exclude: [], latest: false, prereleases: false, aliases: false, ...fields };
}

export function tagsOf(selector: TagSelector, listed: readonly string[]): string[] {
  return selectTags(selector, listed).map(({ tag }) => tag);
}
