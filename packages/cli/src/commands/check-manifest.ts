import { relative, resolve } from 'node:path';
import {
  findManifest,
  loadManifest,
  type ValidateResult,
  validateManifest,
} from '@multiarch-mirror/core/manifest';
import type { Io } from '../io.ts';
import { pluginValidators } from '../plugin-validators.ts';
import type { GlobalOptions } from './global-options.ts';

export interface CheckedManifest {
  /** As the user named it. */
  file: string;
  /** Where it could be read. */
  text?: string;
  result: ValidateResult;
}

/**
 * Finds, reads and checks the manifest that the options name. `unset`: what an unset variable of the environment is.
 * @throws MirrorError MIRROR_CONFIG_… where it cannot be read
 */
export async function checkManifest(
  io: Io,
  { config, destination, keep }: GlobalOptions,
  unset: 'warning' | 'error',
): Promise<CheckedManifest> {
  const { file, text, fault } = await (config === undefined
    ? findNearest(io.directory)
    : loadManifest(resolveNamed(io, config)));
  if (fault !== undefined) return { file, text, result: { errors: [fault], warnings: [] } };
  const result = validateManifest(text, {
    file,
    plugins: pluginValidators,
    environment: io.environment,
    unset,
    ...(destination !== undefined && { destination }),
    ...(keep !== undefined && { keep }),
  });
  return { file, text, result };
}

/** For messages, by its path from where the user is. */
async function findNearest(directory: string) {
  return loadManifest(relative(process.cwd(), await findManifest(directory)));
}

/** The path as it was typed, unless the command runs for another directory. */
function resolveNamed({ directory }: Io, file: string): string {
  return directory === process.cwd() ? file : resolve(directory, file);
}
