import { MirrorError, toMirrorError } from '@multiarch-mirror/errors';
import { parseReference } from '@multiarch-mirror/oci';
import { parseShard } from '../plan/shard.ts';
import type { ErrorReport, ImageReport, Report } from './report.ts';

const actions = new Set(['create', 'update', 'repair', 'unchanged', 'moved', 'gone']);
const statuses = new Set(['done', 'failed', 'deferred']);

/**
 * What `mirror run --json` has printed, or `mirror plan --json`; of a command that could do nothing, a report without images.
 * Members that this version does not know stay.
 * @throws MirrorError MIRROR_USAGE_REPORT, with the file and what is wrong with it
 */
export function parseReport(text: string, file: string): Report {
  const value = parseJson(text, file);
  const check = new Check(file);
  const document = check.object(value, 'it');
  if (document.version !== 1) {
    const version =
      document.version === undefined ? 'no version' : `version ${JSON.stringify(document.version)}`;
    throw check.wrong(`it has ${version}; this program reads version 1`);
  }
  if (document.images === undefined && Array.isArray(document.errors)) {
    const errors = document.errors.map((error, index) => errorOf(check, error, `errors[${index}]`));
    return { version: 1, summary: { actions: noActions() }, images: [], errors };
  }
  if (!Array.isArray(document.images)) throw check.wrong('it has no list of images');
  const images = document.images.map((image, index) => imageOf(check, image, `images[${index}]`));
  checkTransfer(check, document.transfer);
  checkSummary(check, document.summary);
  if (document.seconds !== undefined) check.number(document.seconds, 'seconds');
  for (const key of ['finished', 'manifest', 'log'])
    if (document[key] !== undefined) check.text(document[key], key);
  if (document.shard !== undefined) check.reading('shard', () => parseShard(String(document.shard)));
  for (const [index, line] of check.list(document.verify ?? [], 'verify').entries())
    check.text(line, `verify[${index}]`);
  for (const [index, warning] of check.list(document.warnings ?? [], 'warnings').entries())
    errorOf(check, warning, `warnings[${index}]`);
  return { ...(document as unknown as Report), images };
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (thrown) {
    const cut =
      text.trim() === '' ? 'it is empty: the run has not come to its end' : (thrown as Error).message;
    throw new Check(file).wrong(`it is no JSON document (${cut})`, thrown);
  }
}

function imageOf(check: Check, value: unknown, at: string): ImageReport {
  const image = check.object(value, at);
  for (const key of ['image', 'destination', 'reason']) check.text(image[key], `${at}.${key}`);
  check.reading(`${at}.destination`, () => parseReference(String(image.destination)));
  check.number(image.line, `${at}.line`);
  if (image.column !== undefined) check.number(image.column, `${at}.column`);
  check.oneOf(image.action, actions, `${at}.action`);
  if (image.status !== undefined) check.oneOf(image.status, statuses, `${at}.status`);
  for (const key of ['source', 'digest', 'upstreamDigest', 'until', 'registry', 'deferred'])
    if (image[key] !== undefined) check.text(image[key], `${at}.${key}`);
  if (image.error !== undefined) errorOf(check, image.error, `${at}.error`);
  if (image.status === 'failed' && image.error === undefined)
    throw check.wrong(`${at} failed without an error`);
  for (const [index, platform] of check.list(image.platforms ?? [], `${at}.platforms`).entries()) {
    const entry = check.object(platform, `${at}.platforms[${index}]`);
    for (const key of ['platform', 'digest']) check.text(entry[key], `${at}.platforms[${index}].${key}`);
  }
  for (const [index, attestation] of check.list(image.attestations ?? [], `${at}.attestations`).entries()) {
    const entry = check.object(attestation, `${at}.attestations[${index}]`);
    for (const key of ['plugin', 'predicateType', 'subject'])
      check.text(entry[key], `${at}.attestations[${index}].${key}`);
  }
  if (image.size !== undefined) {
    const size = check.object(image.size, `${at}.size`);
    for (const key of ['image', 'copy']) check.number(size[key], `${at}.size.${key}`);
  }
  return image as unknown as ImageReport;
}

function errorOf(check: Check, value: unknown, at: string): ErrorReport {
  const error = check.object(value, at);
  for (const key of ['code', 'message']) check.text(error[key], `${at}.${key}`);
  for (const key of ['hint', 'side', 'registry'])
    if (error[key] !== undefined) check.text(error[key], `${at}.${key}`);
  return error as unknown as ErrorReport;
}

function checkSummary(check: Check, value: unknown): void {
  const { actions: counts, statuses: ends } = check.object(value, 'summary');
  for (const [action, count] of Object.entries(check.object(counts, 'summary.actions')))
    check.number(count, `summary.actions.${action}`);
  if (ends !== undefined) check.object(ends, 'summary.statuses');
}

function checkTransfer(check: Check, value: unknown): void {
  if (value === undefined) return;
  const transfer = check.object(value, 'transfer');
  for (const key of ['bytesRead', 'bytesWritten', 'blobsCopied', 'blobsMounted', 'blobsPresent'])
    check.number(transfer[key], `transfer.${key}`);
  for (const [host, counts] of Object.entries(check.object(transfer.requests, 'transfer.requests')))
    for (const [kind, count] of Object.entries(check.object(counts, `transfer.requests.${host}`)))
      check.number(count, `transfer.requests.${host}.${kind}`);
}

function noActions(): Report['summary']['actions'] {
  return { create: 0, update: 0, repair: 0, unchanged: 0, moved: 0, gone: 0 };
}

/** Says of one file what is not as a report has it. */
class Check {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  wrong(message: string, cause?: unknown): MirrorError {
    return new MirrorError('MIRROR_USAGE_REPORT', `this is no report of mirror: ${message}`, {
      place: { file: this.#file },
      hint: 'Name files that `mirror run --json` or `mirror plan --json` has written.',
      cause,
    });
  }

  object(value: unknown, at: string): Record<string, unknown> {
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
    throw this.wrong(`${at} is not an object`);
  }

  list(value: unknown, at: string): unknown[] {
    if (Array.isArray(value)) return value;
    throw this.wrong(`${at} is not a list`);
  }

  text(value: unknown, at: string): void {
    if (typeof value !== 'string') throw this.wrong(`${at} is not a text`);
  }

  /** What another parser of ours takes. */
  reading(at: string, read: () => unknown): void {
    try {
      read();
    } catch (thrown) {
      throw this.wrong(`${at}: ${toMirrorError(thrown).message}`, thrown);
    }
  }

  number(value: unknown, at: string): void {
    if (typeof value !== 'number' || !Number.isFinite(value) || value < 0)
      throw this.wrong(`${at} is not a number`);
  }

  oneOf(value: unknown, allowed: ReadonlySet<string>, at: string): void {
    if (typeof value !== 'string' || !allowed.has(value))
      throw this.wrong(`${at} is none of ${[...allowed].join(', ')}`);
  }
}
