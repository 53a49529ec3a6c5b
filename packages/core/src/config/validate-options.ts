import type { Environment } from './environment.ts';
import type { PluginValidator } from './plugin-options.ts';

/** What validating a manifest depends on beside its text. */
export interface ValidateOptions {
  /** As the user named it: for messages, and for what relative paths start from. */
  file: string;
  /** Plugins whose `with` is to be checked now; of others `validatePluginOptions` checks it when they are loaded. */
  plugins?: readonly PluginValidator[];
  /** Default: the process's. */
  environment?: Environment;
  /** What an unset variable is: a warning (`validate`), or an error where its value is used. Default: `error`. */
  unset?: 'warning' | 'error';
  /** `--destination`: for every image. */
  destination?: string;
  /** `--keep`: for every window. */
  keep?: number;
}
