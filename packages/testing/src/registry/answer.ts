import type { Readable } from 'node:stream';
import { errorBody, RegistryError } from './registry-error.ts';

/** What an endpoint says; `send-answer.ts` writes it, or spoils it where a fault asks for that. */
export interface Answer {
  status: number;
  headers: Record<string, string | string[]>;
  body?: Uint8Array | Readable;
}

export function emptyAnswer(status: number, headers: Record<string, string | string[]> = {}): Answer {
  // RFC 9110, section 8.6: no Content-Length with 204.
  return { status, headers: status === 204 ? headers : { 'Content-Length': '0', ...headers } };
}

export function jsonAnswer(value: unknown, headers: Record<string, string> = {}): Answer {
  const body = Buffer.from(JSON.stringify(value));
  return {
    status: 200,
    headers: { 'Content-Type': 'application/json', 'Content-Length': String(body.byteLength), ...headers },
    body,
  };
}

/** The distribution-spec's error body; whatever is no RegistryError is a fault of this registry: 500. */
export function errorAnswer(thrown: unknown): Answer {
  const error =
    thrown instanceof RegistryError
      ? thrown
      : new RegistryError(
          500,
          'UNKNOWN',
          thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown),
        );
  const body = Buffer.from(errorBody(error.code, error.message));
  return {
    status: error.status,
    headers: {
      'Content-Type': 'application/json',
      'Content-Length': String(body.byteLength),
      ...error.headers,
    },
    body,
  };
}
