import { join } from 'node:path';
import { ociError } from '../codes.ts';

/** Milliseconds after which a lock that nobody renews belongs to a process that died. */
const stale = 10_000;
/** Waits between 10 ms and half a second, for about a minute: longer than a dead process can hold a lock. */
const retries = { retries: 150, factor: 1.2, minTimeout: 10, maxTimeout: 500, randomize: true };

/**
 * Runs a task that reads and writes `index.json`, while no other process does: a lock beside it (`index.json.lock`) is held, which
 * also works on network file systems, and is taken over from a process that died.
 * @throws MirrorError MIRROR_LAYOUT_LOCKED
 */
export async function withLayoutLock<T>(
  directory: string,
  task: (check: () => void) => Promise<T>,
): Promise<T> {
  const file = join(directory, 'index.json');
  let lost: Error | undefined;
  const locked = (cause: unknown) =>
    ociError('MIRROR_LAYOUT_LOCKED', 'another process holds the layout', {
      hint: 'Wait for it to end; if none is there, delete index.json.lock.',
      place: { file },
      cause,
    });
  // Only who writes layouts needs it; loaded earlier it would handle signals in every process.
  const { lock } = await import('proper-lockfile');
  let release: () => Promise<void>;
  try {
    const onCompromised = (error: Error) => {
      lost = error;
    };
    release = await lock(file, { stale, retries, realpath: false, onCompromised });
  } catch (error) {
    throw locked(error);
  }
  try {
    return await task(() => {
      if (lost !== undefined) throw locked(lost);
    });
  } finally {
    // A lock that was lost is another's now.
    if (lost === undefined) await release().catch(() => undefined);
  }
}
