import { scalarYaml } from '../config/flow-yaml.ts';
import type { EntryStyle } from './entry-style.ts';
import type { EntryField, ManifestEntry } from './manifest-entry.ts';

/** The lines of an entry, the first without its indentation and without a dash. */
export function entryLines(entry: ManifestEntry, style: EntryStyle): string[] {
  const fields = style.order.flatMap((field): [EntryField, unknown][] =>
    entry[field] === undefined ? [] : [[field, entry[field]]],
  );
  const members = fields.map((field) => member(field, style));
  if (style.form === 'flow') return [flowMap(members, style)];
  if (style.form === 'spread') {
    const inside = members.map((line, index) => `${line}${index === members.length - 1 ? '' : ','}`);
    return ['{', ...inside.map((line) => indented(line, style.fields)), indented('}', style.column)];
  }
  const lines = fields.flatMap(([field, value]) => fieldLines(field, value, style));
  return lines.map((line, index) => (index === 0 ? line : indented(line, style.fields)));
}

function indented(line: string, column: number): string {
  return `${' '.repeat(column)}${line}`;
}

/** A field on lines of its own, as far out as its key. */
function fieldLines(field: EntryField, value: unknown, style: EntryStyle): string[] {
  if (!style.blocks.has(field) || typeof value !== 'object') return [member([field, value], style)];
  const key = `${keyText(field, style)}:`;
  if (Array.isArray(value)) {
    const indent = ' '.repeat(style.outdentedLists ? 0 : style.step);
    return [key, ...value.map((item) => `${indent}- ${text(item, field, style)}`)];
  }
  const members = Object.entries(value ?? {}).map(([name, one]) => `${name}: ${inner(one, field, style)}`);
  return [key, ...members.map((line) => `${' '.repeat(style.step)}${line}`)];
}

function member([field, value]: [EntryField, unknown], style: EntryStyle): string {
  return `${keyText(field, style)}: ${flow(value, field, style)}`;
}

function flow(value: unknown, field: EntryField, style: EntryStyle): string {
  if (Array.isArray(value)) {
    const { list } = style.padding;
    return `[${list}${value.map((item) => text(item, field, style)).join(', ')}${list}]`;
  }
  if (typeof value !== 'object' || value === null) return text(value, field, style);
  const members = Object.entries(value).map(
    ([name, one]) => `${keyText(name, style)}: ${inner(one, field, style)}`,
  );
  return flowMap(members, style);
}

/** What stands in a map of an entry. */
function inner(value: unknown, field: EntryField, style: EntryStyle): string {
  if (!Array.isArray(value)) return text(value, field, style, false);
  const { list } = style.padding;
  return `[${list}${value.map((item) => text(item, field, style, false)).join(', ')}${list}]`;
}

function flowMap(members: readonly string[], { padding: { map } }: EntryStyle): string {
  return `{${map}${members.join(', ')}${map}}`;
}

function keyText(key: string, { quotedKeys }: EntryStyle): string {
  return quotedKeys ? JSON.stringify(key) : key;
}

/** @param asNeighbours in quotes where the same field beside has them */
function text(value: unknown, field: EntryField, style: EntryStyle, asNeighbours = true): string {
  if (typeof value !== 'string') return String(value);
  const quoting = asNeighbours || style.quotedKeys ? style.quoting(field) : 'plain';
  return scalarYaml(value, quoting === 'plain' ? undefined : quoting, style.quote);
}
