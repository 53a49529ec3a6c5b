import { loadLock, makeLock, type ParsedLock, writeLock } from '@multiarch-mirror/core';
import { type ExitCode, exitCodeOf, exitCodes } from '../exit-code.ts';
import { filterImages } from '../image-filter.ts';
import type { Io } from '../io.ts';
import { Refusal } from '../refusal.ts';
import { replaceFile } from '../replace-file.ts';
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
      if (written) await replaceFile(file, text, 'MIRROR_LOCK_UNWRITABLE', 'the lock');
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
