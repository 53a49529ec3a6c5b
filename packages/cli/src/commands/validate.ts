import type { MirrorError } from '@multiarch-mirror/errors';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { Refusal } from '../refusal.ts';
import type { Renderer } from '../render/renderer.ts';
import { execute } from './execute.ts';
import type { GlobalOptions } from './global-options.ts';
import { type CheckedManifest, checkManifest, openChains } from './manifest.ts';

/** `mirror validate` */
export async function validateCommand(io: Io, options: GlobalOptions): Promise<ExitCode> {
  return execute(io, { ...options, progress: false }, async (renderer) => {
    const manifest = await checkManifest(io, options, 'warning');
    const { file, text, result } = manifest;
    const errors = await allErrors(io, manifest, renderer);
    const { warnings } = result;
    const images = result.config?.images.length;
    await renderer.validation({ file, text, errors, warnings, ...(images !== undefined && { images }) });
    return errors.length === 0 ? exitCodes.done : exitCodes.usage;
  });
}

/** A manifest that reads well may still name a plugin that does not load, or a chain in the wrong order. */
async function allErrors(
  io: Io,
  { text, result }: CheckedManifest,
  renderer: Renderer,
): Promise<readonly MirrorError[]> {
  if (result.config === undefined) return result.errors;
  try {
    await (await openChains(io, result.config, renderer, text)).close();
    return [];
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown.errors;
    throw thrown;
  }
}
