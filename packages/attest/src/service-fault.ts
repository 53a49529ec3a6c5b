import { NoAnswer, StatusError } from './http.ts';

/** An answer that came and cannot be used: cut off, or about something else. */
export class BrokenAnswer extends Error {}

/**
 * Why a service did not do what it was asked to. `unreachable`: no answer. `busy`: an answer that may be another one later (408, 429, 5xx).
 * `refused`: a definite no. `broken`: an answer that cannot be used.
 */
export type ServiceFault = 'unreachable' | 'busy' | 'refused' | 'broken';

/** What kind of fault it is, of what `send` and sigstore-js throw. */
export function faultOf(error: unknown): ServiceFault {
  for (const one of causesOf(error)) {
    if (one instanceof BrokenAnswer || one instanceof SyntaxError) return 'broken';
    const status = statusOf(one);
    if (status !== undefined) return status === 408 || status === 429 || status >= 500 ? 'busy' : 'refused';
    if (one instanceof NoAnswer || isOfNetwork(one)) return 'unreachable';
  }
  return 'broken';
}

/** Whether nothing came, or not all of it, until the time was over: by Node, minipass-fetch or its agent. */
export function isSilence(error: unknown): boolean {
  return causesOf(error).some(
    (one) =>
      one.name === 'TimeoutError' ||
      ('type' in one && /^(?:request|body)-timeout$/.test(String(one.type))) ||
      ('code' in one && /^E(?:IDLE|RESPONSE|TRANSFER)TIMEOUT$/.test(String(one.code))),
  );
}

/** The status of the answer, where there was one. */
export function statusOf(error: unknown): number | undefined {
  if (error instanceof StatusError) return error.status;
  // sigstore-js: HTTPError.
  if (error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number')
    return error.statusCode;
  return undefined;
}

/** What went wrong, in the words of whoever was nearest to it. */
export function reasonOf(error: unknown): string {
  const words = causesOf(error).map(wordsOf);
  return words.findLast((text) => text !== '') ?? String(error);
}

/** Of several addresses that do not answer, Node has a code alone. */
function wordsOf(error: Error): string {
  return error.message === '' && 'code' in error ? String(error.code) : error.message;
}

/** An error, and what caused it. */
export function causesOf(error: unknown): Error[] {
  const found: Error[] = [];
  for (let one = error; one instanceof Error && found.length < 8; one = one.cause) found.push(one);
  return found;
}

/** minipass-fetch names a `type`, Node a `syscall`. */
function isOfNetwork(error: Error): boolean {
  if ('type' in error && typeof error.type === 'string')
    return /^(?:system|request-timeout|body-timeout)$/.test(error.type);
  return 'syscall' in error || /(?:socket|network|timeout)/i.test(error.message);
}
