import { resolve } from 'node:path';
import { exportImages } from '@multiarch-mirror/core';
import type { ExitCode } from '../exit-code.ts';
import { filterImages } from '../image-filter.ts';
import type { Io } from '../io.ts';
import { execute, exitCodeOfRun } from './execute.ts';
import type { GlobalOptions } from './global-options.ts';
import { openManifest } from './manifest.ts';

export interface ExportCommandOptions extends GlobalOptions {
  concurrency: number;
  prune?: boolean | undefined;
}

/** `mirror export DIR [IMAGE…]` */
export async function exportCommand(
  io: Io,
  directory: string,
  patterns: readonly string[],
  options: ExportCommandOptions,
): Promise<ExitCode> {
  return execute(io, { ...options, progress: true }, async (renderer) => {
    const { config, session } = await openManifest(io, options, renderer);
    try {
      const images = filterImages(config.images, patterns);
      const { report, errors } = await exportImages(session, images, {
        directory: resolve(io.directory, directory),
        concurrency: options.concurrency,
        on: renderer.on,
        ...(options.prune === true && { prune: patterns.length === 0 ? 'all' : 'images' }),
      });
      await renderer.finish({ kind: 'export', report, file: config.file });
      return exitCodeOfRun(io, errors, report);
    } finally {
      await session.close();
    }
  });
}
