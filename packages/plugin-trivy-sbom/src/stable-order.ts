import { createHash } from 'node:crypto';

/** Compares by code units, so that an order never depends on a locale. */
export function byText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Each value once, by its text, sorted. */
export function distinctSorted<Value>(values: readonly Value[]): Value[] {
  const unique = new Map(values.map((value) => [JSON.stringify(value), value] as const));
  return [...unique].sort(([a], [b]) => byText(a, b)).map(([, value]) => value);
}

/** The first characters of a SHA-256, for identifiers that stay the same. */
export function shortHash(text: string, length = 16): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}
