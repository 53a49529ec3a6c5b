import { type MirrorError, printable, redact } from '@multiarch-mirror/errors';
import type { Output } from '../io.ts';

/** Where a document has been written. */
const written = new WeakSet<Output>();

/** Whether the command line asks for one document on stdout, even where it is wrong otherwise. */
export function wantsDocument(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return (end < 0 ? argv : argv.slice(0, end)).includes('--json');
}

/** The document of `--json`: there is one for each command, whatever happens. */
export function writeDocument(stdout: Output, document: unknown): void {
  written.add(stdout);
  stdout.write(`${toJson(document)}\n`);
}

/** A document on one line. */
export function writeLine(stdout: Output, document: unknown): void {
  written.add(stdout);
  stdout.write(`${JSON.stringify(document)}\n`);
}

/** Why a command could do nothing, or had to end in the middle, unless its document is written already. */
export function writeMissingDocument(stdout: Output, errors: readonly MirrorError[]): void {
  if (!written.has(stdout)) writeDocument(stdout, failureDocument(errors));
}

/** What a command leaves that could do nothing. */
export function failureDocument(errors: readonly MirrorError[]): { version: 1; errors: unknown[] } {
  return { version: 1, errors: errors.map(issue) };
}

/** An error as a document holds it. */
export function issue({ code, message, hint, place }: MirrorError): Record<string, unknown> {
  return { code, message, ...(hint !== undefined && { hint }), ...place };
}

/** Without secrets; every control character, those too that JSON leaves alone, is an escape, so that the data stay the same. */
export function toJson(document: unknown): string {
  const json = JSON.stringify(document, withoutSecrets, 2);
  // JSON escapes all control characters of ASCII itself; a report of a hundred thousand tags is not taken apart for the others.
  const escaped = json.replace(/[^\n]*[\u007f-\uffff][^\n]*/g, printable);
  // In a log of GitHub Actions it would begin a command, wherever it stands.
  return escaped.replaceAll('##[', '#\\u0023[');
}

function withoutSecrets(key: string, value: unknown): unknown {
  if (typeof value === 'string') return redact(value);
  // Whose names are hosts and kinds; all other names are our own.
  if (key !== 'requests' || typeof value !== 'object' || value === null) return value;
  const byHost = Object.entries(value as Record<string, Record<string, number>>);
  return Object.fromEntries(byHost.map(([host, kinds]) => [redact(host), renamed(kinds)]));
}

function renamed(kinds: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(kinds).map(([kind, number]) => [redact(kind), number]));
}
