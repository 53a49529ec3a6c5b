import type { BuiltinPlugins } from '../plugin/load-plugin.ts';
import type { Logger } from '../plugin/logger.ts';

export interface SessionOptions {
  /** What bare names of plugins stand for. */
  builtins: BuiltinPlugins;
  signal: AbortSignal;
  log: Logger;
  /** The destination will be written to: its tokens allow that from the start. A plan needs no such right. */
  writes?: boolean;
  /** Of the program, for provenance. */
  version?: string;
  /** Default: this process's. */
  environment?: NodeJS.ProcessEnv;
}
