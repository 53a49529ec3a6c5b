import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What is looked at of a report of `mirror run` or `mirror plan`. */
interface Report {
  summary?: { actions: Record<string, number>; statuses?: Record<string, number> };
  images?: { error?: unknown }[];
}

/** A run that has ended without a word about any image. */
const silentRun = {
  version: 1,
  summary: {
    actions: { create: 0, update: 0, repair: 0, unchanged: 0, moved: 0, gone: 0 },
    statuses: { done: 0, failed: 0, deferred: 0 },
  },
  images: [],
};

/**
 * The reports that a directory holds. A run that was killed leaves an empty one, or none. What it should have done is missing then, and
 * beside the plan that is a failure, also where no run has come to its end: then a report that names nothing stands for them in `temporary`.
 * @throws Error when there is none at all
 */
export async function reportsIn(directory: string, temporary: string): Promise<string[]> {
  const names = await readdir(directory).catch(() => []);
  const files: string[] = [];
  const texts: string[] = [];
  for (const name of names.toSorted((a, b) => (a < b ? -1 : 1))) {
    const file = join(directory, name);
    const text = name.endsWith('.json') ? await readFile(file, 'utf8') : '';
    if (text === '') continue;
    files.push(file);
    texts.push(text);
  }
  if (files.length === 0) throw new Error(`there is no report in ${directory}`);
  if (!texts.every(isUnfinishedPlan)) return files;
  const silent = join(temporary, 'no-run.json');
  await writeFile(silent, JSON.stringify(silentRun));
  return [...files, silent];
}

/** A plan by which a job should have run. */
function isUnfinishedPlan(text: string): boolean {
  let report: Report;
  try {
    report = JSON.parse(text) as Report;
  } catch {
    // `mirror report` says what is wrong with it.
    return false;
  }
  const { summary, images = [] } = report;
  if (summary === undefined || summary.statuses !== undefined) return false;
  const { create = 0, update = 0, repair = 0 } = summary.actions;
  return create + update + repair > 0 || images.some(({ error }) => error !== undefined);
}
