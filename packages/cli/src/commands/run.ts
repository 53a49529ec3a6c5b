import { run } from '@multiarch-mirror/core';
import type { ExitCode } from '../exit-code.ts';
import { filterImages } from '../image-filter.ts';
import type { Io } from '../io.ts';
import { checkCommands } from './check-commands.ts';
import { execute, exitCodeOfRun } from './execute.ts';
import type { PlanningOptions } from './global-options.ts';
import { openManifest } from './manifest.ts';

export interface RunCommandOptions extends PlanningOptions {
  /** Images at once; default: as `run` of core has it. */
  concurrency?: number | undefined;
  failFast?: boolean | undefined;
}

/** `mirror run [IMAGE…]` */
export async function runCommand(
  io: Io,
  patterns: readonly string[],
  options: RunCommandOptions,
): Promise<ExitCode> {
  return execute(io, { ...options, progress: true }, async (renderer) => {
    const { config, session } = await openManifest(io, options, renderer, { writes: true });
    try {
      const images = filterImages(config.images, patterns);
      const { report, errors } = await run(session, images, {
        concurrency: options.concurrency,
        failFast: options.failFast ?? false,
        deep: options.deep ?? false,
        checkMoved: options.checkMoved ?? false,
        now: io.now(),
        on: renderer.on,
      });
      const check = checkCommands(session, images, report);
      await renderer.finish({ kind: 'run', report, file: config.file, check });
      return exitCodeOfRun(io, errors, report);
    } finally {
      await session.close();
    }
  });
}
