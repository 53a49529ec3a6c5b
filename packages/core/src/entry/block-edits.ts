import { isSeq, type YAMLSeq } from 'yaml';
import { styleOf } from './entry-style.ts';
import { entryLines } from './entry-text.ts';
import { listEnd } from './list-end.ts';
import type { ManifestEntry } from './manifest-entry.ts';
import type { TextEdit } from './text-edit.ts';
import { columnOf, endOf, lineOf, type WrittenManifest } from './written-manifest.ts';

/** How an entry comes into a list with dashes, or becomes the first of one. `from`: what takes the place of an empty list. */
export function blockEdits(manifest: WrittenManifest, entry: ManifestEntry, from?: TextEdit): TextEdit[] {
  const { document, text, key, list } = manifest;
  const filled = list !== undefined && list.flow !== true && list.items.length > 0;
  const [outer, column] = [columnOf(text, key), filled ? columnOf(text, list) : usualColumn(manifest)];
  const style = styleOf(document, text, filled ? list : undefined, column);
  const dash = `${' '.repeat(column)}-${style.gap}`;
  const [first = '', ...more] = entryLines(entry, style);
  const lines = [`${filled && areApart(text, list) ? '\n' : ''}${dash}${first}`, ...more].join('\n');
  const last = filled ? endOf(list.items.at(-1)) : (from?.end ?? endOf(key));
  const end = listEnd(text, last, outer, column);
  // A file without a line feed at its end stays one.
  const piece = text[end - 1] === '\n' ? `${lines}\n` : `\n${lines}`;
  return [...(from === undefined ? [] : [from]), { start: end, end, text: piece }];
}

/** As far in as the other lists of the document stand. */
function usualColumn({ text, root, key }: WrittenManifest): number {
  const outer = columnOf(text, key);
  for (const { value } of root.items) {
    if (isSeq(value) && value.flow !== true && value.items.length > 0) return columnOf(text, value);
  }
  return outer + 2;
}

/** Whether an empty line stands before the last entry and its comments. */
function areApart(text: string, { items }: YAMLSeq): boolean {
  const before = text.slice(0, lineOf(text, items.at(-1)));
  return items.length > 1 && /\n[ \t]*\r?\n(?:[ \t]*#[^\n]*\n)*$/.test(before);
}
