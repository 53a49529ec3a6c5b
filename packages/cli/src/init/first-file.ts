import { access, mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { MirrorError } from '@multiarch-mirror/errors';
import { exitCodes } from '../exit-code.ts';
import { Refusal } from '../refusal.ts';

/** A file that is to be there, and what became of it. */
export interface FirstFile {
  /** Absolute. */
  path: string;
  text: string;
  /** `kept`: it was there. `planned`: nothing is written. */
  outcome: 'written' | 'replaced' | 'kept' | 'planned';
}

/** Writes a file unless it is there already; with `force` then, too. @throws Refusal where it cannot be written */
export async function writeFirst(
  path: string,
  text: string,
  { force, dryRun }: { force: boolean; dryRun: boolean },
): Promise<FirstFile> {
  const there = await access(path).then(
    () => true,
    () => false,
  );
  if (there && !force) return { path, text, outcome: 'kept' };
  if (dryRun) return { path, text, outcome: 'planned' };
  try {
    await mkdir(dirname(path), { recursive: true });
    // What somebody else has written meanwhile is theirs.
    await writeFile(path, text, { flag: force ? 'w' : 'wx' });
  } catch (thrown) {
    const message = `it cannot be written: ${(thrown as Error).message}`;
    const details = { place: { file: path }, hint: 'Check the path and its permissions.', cause: thrown };
    throw new Refusal([new MirrorError('MIRROR_INIT_UNWRITABLE', message, details)], exitCodes.usage);
  }
  return { path, text, outcome: there ? 'replaced' : 'written' };
}
