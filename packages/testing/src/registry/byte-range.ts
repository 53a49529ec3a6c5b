import type { ByteRange } from './storage/content-store.ts';

/**
 * One range of a `Range` header (RFC 9110, section 14.1.2). `undefined`: the whole; `'unsatisfiable'`: 416.
 * Several ranges, and units other than bytes, are answered with the whole, as the RFC allows.
 */
export function parseRange(
  header: string | undefined,
  size: number,
): ByteRange | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (match === null) return undefined;
  const [, first = '', last = ''] = match;
  if (first === '' && last === '') return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  return start > end || start >= size ? 'unsatisfiable' : { start, end };
}

/** `Content-Range: START-END` of an upload's chunk (distribution-spec, "Pushing a blob in chunks"). */
export function parseChunkRange(header: string): ByteRange | undefined {
  // ACR's clients and RFC 9110 write `bytes` and the size too.
  const [, start, end] = /^(?:bytes[ =])?(\d+)-(\d+)(?:\/(?:\d+|\*))?$/.exec(header) ?? [];
  if (start === undefined || end === undefined) return undefined;
  return { start: Number(start), end: Number(end) };
}
