import { rename, rm, writeFile } from 'node:fs/promises';
import { loadLock, makeLock, type ParsedLock, writeLock } from '@multiarch-mirror/core';
import { MirrorError } from '@multiarch-mirror/errors';
import { type ExitCode, exitCodeOf, exitCodes } from '../exit-code.ts';
import { filterImages } from '../image-filter.ts';
import type { Io } from '../io.ts';
import { Refusal } from '../refusal.ts';
import { execute } from './execute.ts';
import type { GlobalOptions } from './global-options.ts';
import { openManifest } from './manifest.ts';
import { lockFile } from './planning.ts';

export interface LockCommandOptions extends GlobalOptions {
  /** `--lock-file FILE` */
  lockFile?: string | undefined;
}

/** `mirror lock [IMAGE…]` */
export async function lockCommand(
  io: Io,
  patterns: readonly string[],
  options: LockCommandOptions,
): Promise<ExitCode> {
  return execute(io, { ...options, progress: false }, async (renderer) => {
    const { config, session } = await openManifest(io, options, renderer);
    try {
      const images = filterImages(config.images, patterns);
      const file = lockFile(io, config, options);
      const previous = await readPrevious(file);
      const { entries, changes, errors } = await makeLock(session, images, previous);
      io.signal.throwIfAborted();
      const text = writeLock(entries, previous);
      const written = text !== previous?.text;
      if (written) await replace(file, text);
      const tags = entries.reduce((sum, entry) => sum + entry.tags.size, 0);
      await renderer.lock({ file, written, images: entries.length, tags, changes, errors });
      return exitCodeOf(errors);
    } finally {
      await session.close();
    }
  });
}

/** @throws Refusal for one that cannot be read: what people have written in it must not be lost */
async function readPrevious(file: string): Promise<ParsedLock | undefined> {
  const previous = await loadLock(file);
  if (previous !== undefined && 'errors' in previous) throw new Refusal(previous.errors, exitCodes.usage);
  return previous;
}

/** Whole or not at all. */
async function replace(file: string, text: string): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, text);
    await rename(temporary, file);
  } catch (thrown) {
    await rm(temporary, { force: true });
    const message = `the lock cannot be written: ${(thrown as Error).message}`;
    const details = { place: { file }, hint: 'Check the path and its permissions.', cause: thrown };
    throw new Refusal([new MirrorError('MIRROR_LOCK_UNWRITABLE', message, details)], exitCodes.usage);
  }
}
