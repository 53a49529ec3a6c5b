import type { Readable } from 'node:stream';

/** What `onRequest` may do to a request. Nothing reaches the storage unless the fault says so. */
export type Fault =
  /** This answer instead of the registry's own. */
  | {
      kind: 'answer';
      status: number;
      headers?: Record<string, string | string[]>;
      /** A stream is sent without a length. */
      body?: string | Uint8Array | Readable;
    }
  /** The connection is reset before the answer; with `handled`, after the registry did what was asked. */
  | { kind: 'reset'; handled?: boolean }
  /** The right status and headers, and a connection that ends after this many bytes of the body (default: half of it). */
  | { kind: 'truncate'; afterBytes?: number }
  /** The same, with a connection that stays, and on which nothing more comes. */
  | { kind: 'halt'; afterBytes?: number }
  /** Silence for so long, then the registry's own answer; without `milliseconds` until the client or the server closes. */
  | { kind: 'stall'; milliseconds?: number }
  /** The right status, headers and length, and a body whose first byte is wrong. */
  | { kind: 'corrupt' }
  /** The right answer, with these headers in place of its own. */
  | { kind: 'headers'; headers: Record<string, string> };
