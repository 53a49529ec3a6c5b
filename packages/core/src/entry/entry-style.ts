import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  type Node,
  Scalar,
  visit,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { type EntryField, entryFields } from './manifest-entry.ts';
import { columnOf, lineOf } from './written-manifest.ts';

/** How a text is written. `plain`: without quotes, where it may. */
type Quoting = 'plain' | 'single' | 'double';

/** How an entry is to be written, so that it looks like those beside it. */
export interface EntryStyle {
  /** Each field on a line of its own, all of them in braces on one line, or on lines of their own in braces. */
  form: 'block' | 'flow' | 'spread';
  /** The column of the entry itself (of its first field, or its brace), and of its fields. */
  column: number;
  fields: number;
  /** What stands between `-` and the first field, or between the braces and what they hold. */
  gap: string;
  padding: { map: string; list: string };
  /** Spaces by which a map in an entry is indented; a list, too, unless it stands as far out as its key. */
  step: number;
  outdentedLists: boolean;
  /** Fields whose list or map stands in lines of its own. */
  blocks: ReadonlySet<EntryField>;
  /** Keys stand in quotes, as JSON has them. */
  quotedKeys: boolean;
  quoting: (field: EntryField) => Quoting;
  /** What is used where a text needs quotes. */
  quote: 'single' | 'double';
  order: readonly EntryField[];
}

/**
 * The style of what stands in the list already, else of the document.
 * @param list that an entry is added to; without one, or where it is empty, the document's own style counts
 * @param at the column of the list's dashes, or where an entry in braces begins
 */
export function styleOf(document: Document, text: string, list: YAMLSeq | undefined, at: number): EntryStyle {
  const entries = (list?.items ?? []).filter((item): item is YAMLMap => isMap(item)).reverse();
  const [last] = entries;
  const isFlow = (last?.flow ?? list?.flow) === true;
  const first = last?.items[0]?.key;
  const spread = isFlow && last !== undefined && lineOf(text, last) !== lineOf(text, first ?? last);
  const quoted = isQuoted(isMap(document.contents) ? document.contents.items[0]?.key : first);
  const gap = last === undefined ? ' ' : gapBefore(text, last);
  const column = list?.flow === true ? at : at + 1 + gap.length;
  return {
    form: spread ? 'spread' : isFlow ? 'flow' : 'block',
    column,
    fields: spread ? columnOf(text, first) : column,
    gap,
    padding: paddingIn(document, text),
    step: stepOf(text, entries) ?? 2,
    outdentedLists: isOutdented(text, entries, at),
    blocks: new Set(entryFields.filter((field) => isBlock(entries, field))),
    quotedKeys: quoted,
    quoting: (field) => (quoted ? 'double' : quotingOf(entries, field)),
    quote: quoted ? 'double' : usualQuote(document),
    order: orderOf(last),
  };
}

/** The spaces behind the dash before a block map; one where that stands alone on its line. */
function gapBefore(text: string, item: Node): string {
  const before = /-( +)$/.exec(text.slice(0, item.range?.[0] ?? 0));
  return before?.[1] ?? ' ';
}

/** Whether braces and brackets have spaces inside, by the first ones that hold something. */
function paddingIn(document: Document, text: string): EntryStyle['padding'] {
  const padding = { map: '', list: '' };
  const seen = new Set<keyof typeof padding>();
  visit(document, {
    Collection: (_, node) => {
      const kind = isMap(node) ? 'map' : 'list';
      if (node.flow !== true || node.items.length === 0 || seen.has(kind)) return;
      seen.add(kind);
      if (text[(node.range?.[0] ?? 0) + 1] === ' ') padding[kind] = ' ';
    },
  });
  return padding;
}

function isQuoted(key: unknown): boolean {
  return isScalar(key) && key.type === Scalar.QUOTE_DOUBLE;
}

/** By how much a map stands further in than the entry that holds it. */
function stepOf(text: string, entries: readonly YAMLMap[]): number | undefined {
  for (const entry of entries) {
    if (entry.flow === true) continue;
    for (const { value } of entry.items) {
      if (!isMap(value) || value.flow === true) continue;
      const [outer, inner] = [columnOf(text, entry), columnOf(text, value)];
      if (inner > outer) return inner - outer;
    }
  }
  return undefined;
}

/** Whether the dashes of lists stand below the first letter of their key. */
function isOutdented(text: string, entries: readonly YAMLMap[], column: number): boolean {
  for (const entry of entries) {
    for (const { value } of entry.items) {
      if (isSeq(value) && value.flow !== true) return columnOf(text, value) === columnOf(text, entry);
    }
  }
  return column === 0;
}

function isBlock(entries: readonly YAMLMap[], field: EntryField): boolean {
  const values = entries
    .map((entry) => entry.get(field, true))
    .filter((value) => isMap(value) || isSeq(value));
  return values[0] !== undefined && values[0].flow !== true;
}

function quotingOf(entries: readonly YAMLMap[], field: EntryField): Quoting {
  for (const entry of entries) {
    const value = entry.get(field, true) as unknown;
    const [text] = isSeq(value) ? value.items : [value];
    if (isScalar(text)) return quotingOfScalar(text);
  }
  return 'plain';
}

function quotingOfScalar({ type }: Scalar): Quoting {
  if (type === Scalar.QUOTE_DOUBLE) return 'double';
  return type === Scalar.QUOTE_SINGLE ? 'single' : 'plain';
}

/** The quotes that the document has most of. */
function usualQuote(document: Document): 'single' | 'double' {
  let difference = 0;
  visit(document, {
    Scalar: (_, scalar) => {
      const quoting = quotingOfScalar(scalar);
      if (quoting !== 'plain') difference += quoting === 'single' ? 1 : -1;
    },
  });
  return difference > 0 ? 'single' : 'double';
}

/** As the last entry has them; what it lacks, behind what stands before it otherwise. */
function orderOf(last: YAMLMap | undefined): EntryField[] {
  const order: EntryField[] = (last?.items ?? []).flatMap(({ key }) => {
    const field = entryFields.find((known) => isScalar(key) && key.value === known);
    return field === undefined ? [] : [field];
  });
  for (const [index, field] of entryFields.entries()) {
    if (order.includes(field)) continue;
    const before = entryFields.slice(0, index).findLast((other) => order.includes(other));
    order.splice(before === undefined ? 0 : order.indexOf(before) + 1, 0, field);
  }
  return order;
}
