import type { YAMLSeq } from 'yaml';
import { blockEdits } from './block-edits.ts';
import { styleOf } from './entry-style.ts';
import { entryLines } from './entry-text.ts';
import type { ManifestEntry } from './manifest-entry.ts';
import type { TextEdit } from './text-edit.ts';
import { columnOf, endOf, lineOf, startOf, type WrittenManifest } from './written-manifest.ts';

/** How an entry comes into a list in brackets; an empty one becomes one with dashes, where the manifest has such. */
export function flowEdits(manifest: WrittenManifest, list: YAMLSeq, entry: ManifestEntry): TextEdit[] {
  const { document, text, root, key } = manifest;
  const last = list.items.at(-1);
  const [start, end] = [startOf(list), endOf(list)];
  if (last === undefined) {
    const empty = /^\[[ \t]*\]$/.test(text.slice(start, end));
    if (root.flow !== true && empty) {
      // With the space before it.
      const before = text.slice(endOf(key), start);
      const from = start - (/[ \t]+$/.exec(before)?.[0].length ?? 0);
      return blockEdits(manifest, entry, { start: from, end, text: '' });
    }
    const style = styleOf(document, text, list, columnOf(text, list) + 1);
    // Right behind the bracket: what follows may be a comment, or stand too far out.
    return [{ start: start + 1, end: start + 1, text: entryLines(entry, style).join('\n') }];
  }
  const own = lineOf(text, last) !== lineOf(text, list);
  const style = styleOf(document, text, list, own ? columnOf(text, last) : 0);
  const lines = entryLines(entry, style).join('\n');
  const comma = commaBehind(text, endOf(last));
  const behind = comma ?? endOf(last);
  if (!own) {
    const piece = comma === undefined ? `, ${lines}` : ` ${lines},`;
    return [{ start: behind, end: behind, text: piece }];
  }
  // Behind a comment on the last entry's line.
  const rest = /^[ \t]*(?:#[^\n\r]*)?/.exec(text.slice(behind))?.[0] ?? '';
  const at = behind + (rest.includes('#') ? rest.length : 0);
  const separator: TextEdit[] = comma === undefined ? [{ start: behind, end: behind, text: ',' }] : [];
  const indent = ' '.repeat(style.column);
  return [...separator, { start: at, end: at, text: `\n${indent}${lines}${comma === undefined ? '' : ','}` }];
}

/** Behind the comma that follows the last item, if one does. */
function commaBehind(text: string, end: number): number | undefined {
  const skipped = /^(?:\s|(?<=\s)#[^\n]*\n)*,/.exec(text.slice(end));
  return skipped === null ? undefined : end + skipped[0].length;
}
