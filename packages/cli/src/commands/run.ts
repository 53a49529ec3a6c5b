import { type Config, type Report, run } from '@multiarch-mirror/core';
import type { ExitCode } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { checkCommands } from './check-commands.ts';
import { execute, exitCodeOfRun } from './execute.ts';
import type { PlanningOptions } from './global-options.ts';
import { openManifest } from './manifest.ts';
import { preparePlanning } from './planning.ts';
import { withReportFile } from './report-file.ts';

/** `mirror run [IMAGE…]` */
export async function runCommand(
  io: Io,
  patterns: readonly string[],
  options: PlanningOptions,
): Promise<ExitCode> {
  return execute(io, { ...options, progress: true, jobSummary: options.summary ?? true }, (renderer) =>
    withReportFile(io, options.report, async (save) => {
      const { config, session } = await openManifest(io, options, renderer, { writes: true });
      try {
        const planning = await preparePlanning(io, config, patterns, options, renderer);
        const { report: done, errors } = await run(session, planning.images, {
          ...planning.options,
          failFast: options.failFast ?? false,
          on: renderer.on,
        });
        const check = await checkCommands(session, planning.images, done);
        const report: Report = {
          ...done,
          ...planning.report,
          ...(check.length > 0 && { verify: check }),
          ...(usesPublicLog(config, done) && { log: publicLog }),
        };
        await save(report);
        await renderer.finish({ kind: 'run', report, file: config.file, check });
        return exitCodeOfRun(io, errors, report);
      } finally {
        await session.close();
      }
    }),
  );
}

/** Where anybody can look up an entry of Sigstore's public log. */
const publicLog = 'https://search.sigstore.dev';

function usesPublicLog({ sigstore: { rekor, tuf, trustedRoot } }: Config, { images }: Report): boolean {
  const isPublic = rekor === undefined && tuf === undefined && trustedRoot === undefined;
  return (
    isPublic &&
    images.some(({ attestations = [] }) => attestations.some(({ logIndex }) => logIndex !== undefined))
  );
}
