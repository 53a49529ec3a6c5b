import { checkChains, manifestName } from '@multiarch-mirror/core/manifest';
import { MirrorError } from '@multiarch-mirror/errors';
import { builtins } from '../builtins.generated.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import type { Io } from '../io.ts';
import type { Renderer } from '../render/renderer.ts';
import { type CheckedManifest, checkManifest } from './check-manifest.ts';
import { execute } from './execute.ts';
import type { GlobalOptions } from './global-options.ts';

/** `mirror validate` */
export async function validateCommand(io: Io, options: GlobalOptions): Promise<ExitCode> {
  return execute(io, { ...options, progress: false }, async (renderer) => {
    const manifest = await checkManifest(io, options, 'warning').catch(unreadable);
    const { file, text, result } = manifest;
    const errors = await allErrors(io, manifest, renderer);
    const { warnings } = result;
    const images = result.config?.images.length;
    await renderer.validation({
      file,
      errors,
      warnings,
      ...(text !== undefined && { text }),
      ...(images !== undefined && { images }),
    });
    return errors.length === 0 ? exitCodes.done : exitCodes.usage;
  });
}

/** A manifest that cannot be read is not valid. */
function unreadable(thrown: unknown): CheckedManifest {
  if (!(thrown instanceof MirrorError) || !thrown.code.startsWith('MIRROR_CONFIG_')) throw thrown;
  return { file: thrown.place.file ?? manifestName, result: { errors: [thrown], warnings: [] } };
}

/** A manifest that reads well may still name a plugin that does not load, or a chain in the wrong order. */
async function allErrors(
  { signal, environment }: Io,
  { result }: CheckedManifest,
  { log }: Renderer,
): Promise<readonly MirrorError[]> {
  if (result.config === undefined) return result.errors;
  return checkChains(result.config, { builtins, signal, log, environment });
}
