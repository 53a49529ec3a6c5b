import { type Report, verifyImages, verifyReference } from '@multiarch-mirror/core';
import { MirrorError } from '@multiarch-mirror/errors';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { filterImages } from '../image-filter.ts';
import type { Io } from '../io.ts';
import { Refusal } from '../refusal.ts';
import { checkCommands } from './check-commands.ts';
import { execute, exitCodeOfRun } from './execute.ts';
import type { GlobalOptions } from './global-options.ts';
import { openManifest } from './manifest.ts';

export interface VerifyCommandOptions extends GlobalOptions {
  concurrency: number;
  /** `--ref REFERENCE`: this image instead of those of the manifest. */
  ref?: string | undefined;
  /** False: `--no-summary`. */
  summary?: boolean | undefined;
}

/** `mirror verify [IMAGE…]`, `mirror verify --ref REFERENCE` */
export async function verifyCommand(
  io: Io,
  patterns: readonly string[],
  options: VerifyCommandOptions,
): Promise<ExitCode> {
  return execute(
    io,
    { ...options, progress: true, jobSummary: options.summary ?? true },
    async (renderer) => {
      if (options.ref !== undefined && patterns.length > 0) throw refAndImages();
      const { config, session } = await openManifest(io, options, renderer);
      try {
        const images = filterImages(config.images, patterns);
        const settings = { concurrency: options.concurrency, on: renderer.on };
        const { report: verified, errors } =
          options.ref === undefined
            ? await verifyImages(session, images, settings)
            : await verifyReference(session, options.ref, settings).catch(asUsage);
        const check = await checkCommands(session, images, verified, ({ status }) => status === 'done');
        const report: Report = {
          ...verified,
          manifest: config.file,
          ...(check.length > 0 && { verify: check }),
        };
        await renderer.finish({ kind: 'verify', report, file: config.file });
        return exitCodeOfRun(io, errors, report);
      } finally {
        await session.close();
      }
    },
  );
}

function refAndImages(): Refusal {
  const error = new MirrorError('MIRROR_USAGE_CONFLICT', '--ref and IMAGE cannot be used together', {
    hint: 'Name images of the manifest, or one reference.',
  });
  return new Refusal([error], exitCodes.usage);
}

/** A reference that is none was typed wrongly. */
function asUsage(thrown: unknown): never {
  if (thrown instanceof MirrorError && thrown.code === 'MIRROR_REFERENCE_INVALID') {
    throw new Refusal([thrown], exitCodes.usage);
  }
  throw thrown;
}
