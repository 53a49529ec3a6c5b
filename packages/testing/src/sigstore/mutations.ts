/** A document that was tampered with in one place. */
export interface Mutation<Document> {
  /** What was done: `tlogEntries.0.integratedTime: one more`. */
  readonly name: string;
  readonly document: Document;
}

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
type Path = (string | number)[];

/**
 * Every text and number in a document, tampered with in all ways that make sense for it: bits flipped, cut off, emptied, taken out, or taken from
 * `donor`, which is as good and about something else. What comes out as it went in is left out.
 */
export function mutations<Document>(document: Document, donor: Document): Mutation<Document>[] {
  const found: Mutation<Document>[] = [];
  const original = JSON.stringify(document);
  const add = (path: Path, what: string, change: (parent: Record<string | number, Json>) => void): void => {
    const copy = JSON.parse(original) as Json;
    change(at(copy, path.slice(0, -1)) as Record<string | number, Json>);
    if (JSON.stringify(copy) !== original)
      found.push({ name: `${path.join('.')}: ${what}`, document: copy as Document });
  };
  for (const [path, value] of leaves(document as Json)) {
    const key = path.at(-1) ?? '';
    const set = (what: string, value: Json): void =>
      add(path, what, (parent) => {
        parent[key] = value;
      });
    for (const [what, changed] of variants(value)) set(what, changed);
    const other = at(donor as Json, path);
    if (typeof other === typeof value && other !== undefined) set("the other's", other);
    add(path, 'taken out', (parent) => {
      if (Array.isArray(parent)) parent.splice(Number(key), 1);
      else delete parent[key];
    });
  }
  return found;
}

function variants(value: string | number): [what: string, value: string | number][] {
  if (typeof value === 'number')
    return [
      ['one more', value + 1],
      ['zero', 0],
      ['far ahead', 4_102_444_800],
    ];
  const text = value;
  if (/^\d{1,19}$/.test(text)) {
    return [
      ['one more', String(BigInt(text) + 1n)],
      ['zero', '0'],
      ['far ahead', '4102444800'],
      ['no number', 'x'],
    ];
  }
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length < 16 || bytes.toString('base64') !== text) {
    return [
      ['longer', `${text}x`],
      ['empty', ''],
      ['another first letter', `${text.startsWith('x') ? 'y' : 'x'}${text.slice(1)}`],
    ];
  }
  const flips = [0, 0.25, 0.5, 0.75, 1].map((share): [string, string] => {
    const copy = Buffer.from(bytes);
    const position = Math.floor(share * (bytes.length - 1));
    copy[position] = (copy[position] ?? 0) ^ 1;
    return [`a bit of byte ${position}`, copy.toString('base64')];
  });
  return [...flips, ['cut off', bytes.subarray(0, -1).toString('base64')], ['empty', '']];
}

function leaves(value: Json, path: Path = []): [Path, string | number][] {
  if (typeof value === 'string' || typeof value === 'number') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) =>
    leaves(member, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

function at(value: Json, path: Path): Json | undefined {
  let found: Json | undefined = value;
  for (const key of path)
    found =
      typeof found === 'object' && found !== null ? (found as Record<string | number, Json>)[key] : undefined;
  return found;
}
