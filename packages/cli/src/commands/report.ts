import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { mergeReports, type NamedReport, parseReport } from '@multiarch-mirror/core';
import { MirrorError, toMirrorError } from '@multiarch-mirror/errors';
import { type ExitCode, exitCodeOfReport, exitCodes } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { Refusal } from '../refusal.ts';
import { execute } from './execute.ts';
import type { GlobalOptions } from './global-options.ts';

export interface ReportCommandOptions extends GlobalOptions {
  /** `--summary`: Markdown, for the summary of a job. */
  summary?: boolean | undefined;
}

/** `mirror report FILE…` */
export async function reportCommand(
  io: Io,
  files: readonly string[],
  options: ReportCommandOptions,
): Promise<ExitCode> {
  return execute(io, { ...options, progress: false }, async (renderer) => {
    if (options.summary && options.json) throw summaryAndJson();
    const report = mergeReports(await readReports(io, files));
    await renderer.merged(report, { markdown: options.summary ?? false });
    return exitCodeOfReport(report);
  });
}

/** @throws Refusal with every file that is no report */
async function readReports({ directory }: Io, files: readonly string[]): Promise<NamedReport[]> {
  const read = await Promise.allSettled(
    files.map(async (file) => ({
      file,
      report: parseReport(await textOf(resolve(directory, file), file), file),
    })),
  );
  const errors = read.flatMap((result) => (result.status === 'rejected' ? toMirrorError(result.reason) : []));
  if (errors.length > 0) throw new Refusal(errors, exitCodes.usage);
  return read.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
}

async function textOf(path: string, file: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (thrown) {
    const isMissing = (thrown as NodeJS.ErrnoException).code === 'ENOENT';
    throw new MirrorError(
      'MIRROR_USAGE_REPORT',
      isMissing ? 'there is no such file' : `the report cannot be read: ${(thrown as Error).message}`,
      {
        place: { file },
        hint: 'Name files that `mirror run --json` or `mirror plan --json` has written.',
        cause: thrown,
      },
    );
  }
}

function summaryAndJson(): Refusal {
  const error = new MirrorError('MIRROR_USAGE_CONFLICT', '--summary and --json cannot be used together', {
    hint: 'Ask for one, and then for the other.',
  });
  return new Refusal([error], exitCodes.usage);
}
