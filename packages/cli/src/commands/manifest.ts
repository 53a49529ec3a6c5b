import {
  type Config,
  checkChains,
  openSession,
  type Session,
  type SessionOptions,
} from '@multiarch-mirror/core';
import { MirrorError } from '@multiarch-mirror/errors';
import { builtins } from '../builtins.generated.ts';
import { exitCodes } from '../exit-code.ts';
import { boundHeap } from '../heap.ts';
import type { Io } from '../io.ts';
import { Refusal } from '../refusal.ts';
import type { Renderer } from '../render/renderer.ts';
import { version } from '../version.ts';
import { type CheckedManifest, checkManifest } from './check-manifest.ts';
import type { GlobalOptions } from './global-options.ts';

/**
 * The configuration and a session with its chains loaded, for a command that is about to use registries (`writes`: the destination
 * too; `adapt`: what the command line changes in it). Warnings are logged.
 * @throws Refusal with everything that is wrong with the manifest
 */
export async function openManifest(
  io: Io,
  options: GlobalOptions,
  renderer: Renderer,
  {
    writes = false,
    adapt = (config) => config,
    checked = checkManifest(io, options, 'error'),
  }: ManifestUse = {},
): Promise<{ config: Config; session: Session }> {
  const { text, result } = await checked;
  for (const warning of result.warnings) renderer.warn(warning);
  if (result.config === undefined) throw new Refusal(result.errors, exitCodes.usage, text);
  boundHeap(result.config.images.length);
  const config = adapt(result.config);
  return { config, session: await openChains(io, config, renderer, text, writes) };
}

interface ManifestUse {
  writes?: boolean;
  /** What the command line says of it, beside `--destination` and `--keep`. */
  adapt?: (config: Config) => Config;
  /** In place of the manifest that the options name. */
  checked?: Promise<CheckedManifest>;
}

/** What `thrown` says, with another hint where there is no manifest: some commands can do without. */
export function hintWithoutManifest(thrown: unknown, hint: string): unknown {
  if (!(thrown instanceof MirrorError && thrown.code === 'MIRROR_CONFIG_NOT_FOUND')) return thrown;
  return new MirrorError(thrown.code, thrown.message, { place: thrown.place, hint, cause: thrown });
}

/** A session without a manifest: public Sigstore, and the credentials of this machine. */
export function openWithoutManifest(
  io: Io,
  renderer: Renderer,
  adapt: (config: Config) => Config,
): Promise<Session> {
  const config = adapt({
    file: '',
    directory: io.directory,
    destination: { transport: 'layout', directory: io.directory },
    plugins: [],
    images: [],
    attestations: { format: 'both' },
    sigstore: {},
    registries: {},
  });
  return openChains(io, config, renderer, undefined, false);
}

/** @throws Refusal where plugins cannot be loaded, or a chain is in the wrong order: that is the manifest's fault */
async function openChains(
  io: Io,
  config: Config,
  renderer: Renderer,
  text: string | undefined,
  writes: boolean,
): Promise<Session> {
  const options: SessionOptions = {
    builtins,
    writes,
    signal: io.signal,
    log: renderer.log,
    environment: io.environment,
    version: version(),
  };
  try {
    return await openSession(config, options);
  } catch (thrown) {
    if (!isManifests(thrown)) throw thrown;
    // A session ends at the first fault; the reader is told all of them.
    const faults = await checkChains(config, options);
    throw new Refusal(faults.length === 0 ? [thrown] : faults, exitCodes.usage, text);
  }
}

function isManifests(thrown: unknown): thrown is MirrorError {
  return (
    thrown instanceof MirrorError &&
    (thrown.place.line !== undefined || thrown.code.startsWith('MIRROR_PLUGIN_'))
  );
}
