/** Status line and headers of an HTTP/1.1 response (RFC 9112, sections 4 and 5). */
export interface ResponseHead {
  status: number;
  /** By lower-case name; a repeated one as a list. */
  headers: Record<string, string | string[]>;
}

const statusLine = /^HTTP\/1\.1 ([2-5]\d\d)(?: |$)/;
const headerLine = /^([!#$%&'*+\-.^_`|~\w]+):[ \t]*(.*?)[ \t]*$/;
const control = /[^\t\x20-\x7e\x80-\xff]/;

/** Reads a head without its empty last line. `undefined`: it is one that should be left to a whole HTTP parser. */
export function parseResponseHead(text: string): ResponseHead | undefined {
  const [first = '', ...lines] = text.split('\r\n');
  const status = statusLine.exec(first)?.[1];
  if (status === undefined) return undefined;
  const headers: ResponseHead['headers'] = Object.create(null);
  for (const line of lines) {
    const [, name, value = ''] = headerLine.exec(line) ?? [];
    if (name === undefined || control.test(value)) return undefined;
    const key = name.toLowerCase();
    const before = headers[key];
    headers[key] = before === undefined ? value : [before, value].flat();
  }
  return { status: Number(status), headers };
}

/** How long the body is, where the head says it in the plain way; `undefined` for a body in chunks or up to the end. */
export function plainLength({ headers }: ResponseHead): number | undefined {
  const length = headers['content-length'];
  if (headers['transfer-encoding'] !== undefined || typeof length !== 'string') return undefined;
  return /^\d{1,15}$/.test(length) ? Number(length) : undefined;
}

/** Whether another request may follow on the same connection. */
export function staysOpen({ headers }: ResponseHead): boolean {
  return !/\b(close|upgrade)\b/i.test(String(headers.connection ?? ''));
}
