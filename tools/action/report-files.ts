import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Whether a run has ended and said so: one that was killed leaves an empty file, or none. */
export async function isWritten(file: string): Promise<boolean> {
  return stat(file).then(
    ({ size }) => size > 0,
    () => false,
  );
}

/**
 * The reports that a directory holds. Of a run that was killed there is none: what it should have done is missing then, and beside
 * the plan that is a failure.
 * @throws Error when there is none at all
 */
export async function reportsIn(directory: string): Promise<string[]> {
  const names = await readdir(directory).catch(() => []);
  const files: string[] = [];
  for (const name of names.toSorted((a, b) => (a < b ? -1 : 1))) {
    const file = join(directory, name);
    if (name.endsWith('.json') && (await isWritten(file))) files.push(file);
  }
  if (files.length === 0) throw new Error(`there is no report in ${directory}`);
  return files;
}
