import { appendFile, stat } from 'node:fs/promises';
import type { Matrix, Report } from '@multiarch-mirror/core';
import { jobSummary } from '../job-summary.ts';

/** GitHub takes 1 MiB for a step (docs, "Adding a job summary"), and shows nothing of what is larger; a little is left to others. */
const largest = 1_000_000;

/** Adds a report to the summary of the job; what stands there already stays. Nothing where there is no room for it. */
export async function appendSummary(
  file: string,
  report: Report,
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  const room = largest - (await sizeOf(file));
  const text = `${jobSummary(report, environment, room)}\n`;
  if (Buffer.byteLength(text) <= room) await appendFile(file, text);
}

/** What later steps may want to know: how many tags there are of each kind, whether there is work, and the matrix. */
export async function appendOutputs(file: string, report: Report, matrix?: Matrix): Promise<void> {
  const { images, summary } = report;
  const count = (isCounted: (image: Report['images'][number]) => boolean): number =>
    images.filter(isCounted).length;
  const { create, update, repair } = summary.actions;
  const outputs: Record<string, string | number | boolean> = {
    ...summary.actions,
    failed: count(({ error }) => error !== undefined),
    deferred: count(({ status, deferred }) => status === 'deferred' || deferred !== undefined),
    ...(summary.statuses === undefined
      ? { work: create + update + repair > 0 }
      : {
          published: count(
            ({ status, action }) => status === 'done' && /^(?:create|update|repair)$/.test(action),
          ),
        }),
    // One line, and no name in it that could end it.
    ...(matrix !== undefined && { matrix: JSON.stringify(matrix) }),
  };
  const lines = Object.entries(outputs).map(([name, value]) => `${name}=${value}\n`);
  await appendFile(file, lines.join(''));
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch {
    return 0;
  }
}
