import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { MirrorError } from '@multiarch-mirror/errors';
import { lockName } from './lock.ts';
import { type ParsedLock, parseLock } from './parse-lock.ts';

/** The lock beside a manifest, by the path by which the user named that. */
export function lockFileOf(manifest: string): string {
  return join(dirname(manifest), lockName);
}

/**
 * Reads a lock; undefined where there is none.
 * @returns the lock, or everything that is wrong with it
 * @throws MirrorError MIRROR_LOCK_UNREADABLE
 */
export async function loadLock(file: string): Promise<ParsedLock | { errors: MirrorError[] } | undefined> {
  try {
    const bytes = await readFile(file);
    return parseLock(new TextDecoder('utf-8', { fatal: true }).decode(bytes), file);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new MirrorError('MIRROR_LOCK_UNREADABLE', `the lock cannot be read: ${(thrown as Error).message}`, {
      place: { file },
      hint: 'Check the path and its permissions, and that it is a text in UTF-8.',
      cause: thrown,
    });
  }
}

/** For `--locked`. @throws MirrorError MIRROR_LOCK_NOT_FOUND */
export function lockNotFound(file: string): MirrorError {
  return new MirrorError('MIRROR_LOCK_NOT_FOUND', `there is no ${lockName}`, {
    place: { file },
    hint: 'Write it with `mirror lock`, and commit it.',
  });
}
