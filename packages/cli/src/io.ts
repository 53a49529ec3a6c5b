import type { Readable, Writable } from 'node:stream';

/** A stream that may be a terminal. */
export type Output = Writable & { isTTY?: boolean; columns?: number; rows?: number };

/** What a command has of the world. The program is given it, so that a test can hold it. */
export interface Io {
  /** Where answers come from, if anybody can give any. */
  readonly stdin?: Readable & { isTTY?: boolean };
  stdout: Output;
  stderr: Output;
  environment: NodeJS.ProcessEnv;
  /** Where the search for a manifest begins. */
  directory: string;
  /** Aborted by Ctrl-C or SIGTERM. */
  signal: AbortSignal;
  /** Milliseconds since the epoch. */
  now(): number;
}
