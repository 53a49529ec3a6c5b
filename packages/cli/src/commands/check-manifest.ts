import { relative, resolve } from 'node:path';
import {
  checkForeignPlugins,
  findManifest,
  loadManifest,
  type ValidateResult,
  validateManifest,
} from '@multiarch-mirror/core/manifest';
import { builtins } from '../builtins.generated.ts';
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
  const checked = validateManifest(text, {
    file,
    plugins: pluginValidators,
    environment: io.environment,
    unset,
    ...(destination !== undefined && { destination }),
    ...(keep !== undefined && { keep }),
  });
  return { file, text, result: await withForeignPlugins(checked) };
}

/** Nobody loads the chains of a broken manifest: what is wrong with its plugins from elsewhere is said with the rest. */
async function withForeignPlugins(result: ValidateResult): Promise<ValidateResult> {
  if (result.config !== undefined || result.partial === undefined) return result;
  const faults = await checkForeignPlugins(result.partial, { builtins });
  const errors = [...result.errors, ...faults].sort(
    ({ place: a }, { place: b }) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0),
  );
  return { errors, warnings: result.warnings, partial: result.partial };
}

/** For messages, by its path from where the user is. */
async function findNearest(directory: string) {
  return loadManifest(relative(process.cwd(), await findManifest(directory)));
}

/** The path as it was typed, unless the command runs for another directory. */
function resolveNamed({ directory }: Io, file: string): string {
  return directory === process.cwd() ? file : resolve(directory, file);
}
