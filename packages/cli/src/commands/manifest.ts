import { relative, resolve } from 'node:path';
import {
  type Config,
  findManifest,
  loadManifest,
  openSession,
  type Session,
  type ValidateResult,
  validateManifest,
} from '@multiarch-mirror/core';
import { MirrorError } from '@multiarch-mirror/errors';
import { builtins } from '../builtins.ts';
import { exitCodes } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { pluginValidators } from '../plugin-validators.ts';
import { Refusal } from '../refusal.ts';
import type { Renderer } from '../render/renderer.ts';
import type { GlobalOptions } from './global-options.ts';

export interface CheckedManifest {
  /** As the user named it. */
  file: string;
  text: string;
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
  const { file, text } = await (config === undefined
    ? findNearest(io.directory)
    : loadManifest(resolveNamed(io, config)));
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

/**
 * The configuration and a session with its chains loaded, for a command that is about to use registries (`writes`: the destination
 * too). Warnings are logged.
 * @throws Refusal with everything that is wrong with the manifest
 */
export async function openManifest(
  io: Io,
  options: GlobalOptions,
  renderer: Renderer,
  { writes = false }: { writes?: boolean } = {},
): Promise<{ config: Config; session: Session }> {
  const { text, result } = await checkManifest(io, options, 'error');
  for (const warning of result.warnings) renderer.log.warn(warning.describe());
  if (result.config === undefined) throw new Refusal(result.errors, exitCodes.usage, text);
  return { config: result.config, session: await openChains(io, result.config, renderer, text, writes) };
}

/** @throws Refusal where a plugin cannot be loaded, or the chain is in the wrong order: that is the manifest's fault */
export async function openChains(
  io: Io,
  config: Config,
  renderer: Renderer,
  text: string,
  writes = false,
): Promise<Session> {
  try {
    return await openSession(config, {
      builtins,
      writes,
      signal: io.signal,
      log: renderer.log,
      environment: io.environment,
    });
  } catch (thrown) {
    const isManifests =
      thrown instanceof MirrorError &&
      (thrown.place.line !== undefined || thrown.code.startsWith('MIRROR_PLUGIN_'));
    throw isManifests ? new Refusal([thrown], exitCodes.usage, text) : thrown;
  }
}

/** For messages, by its path from where the user is. */
async function findNearest(directory: string) {
  return loadManifest(relative(process.cwd(), await findManifest(directory)));
}

/** The path as it was typed, unless the command runs for another directory. */
function resolveNamed({ directory }: Io, file: string): string {
  return directory === process.cwd() ? file : resolve(directory, file);
}
