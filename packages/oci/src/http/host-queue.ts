import { setTimeout as delay } from 'node:timers/promises';
import PQueue from 'p-queue';

/** How many requests run at once for a host where nothing else is said. */
export const defaultConcurrency = 16;

/** Gives a slot back; more calls than one do nothing. */
export type Release = () => void;

/**
 * The slots of one registry. Downloads keep theirs until their stream has been read, which may wait for an upload to the same
 * registry: so they never hold all slots, and an upload always finds one.
 */
export class HostQueue {
  readonly #all: PQueue;
  readonly #downloads: PQueue;
  readonly #single: boolean;
  #pausedUntil = 0;

  constructor(concurrency: number = defaultConcurrency) {
    this.#single = concurrency <= 1;
    this.#all = new PQueue({ concurrency: Math.max(1, concurrency) });
    this.#downloads = new PQueue({ concurrency: Math.max(1, concurrency - 1) });
  }

  /** Waits for a slot, and for the end of a pause. */
  async acquire(download: boolean, signal?: AbortSignal): Promise<Release> {
    const outer = download ? await slot(this.#downloads) : undefined;
    const inner = download && this.#single ? undefined : await slot(this.#all);
    const release = () => {
      inner?.();
      outer?.();
    };
    try {
      for (let wait = this.#pausedUntil - Date.now(); wait > 0; wait = this.#pausedUntil - Date.now()) {
        await delay(wait, undefined, signal === undefined ? {} : { signal });
      }
      signal?.throwIfAborted();
    } catch (error) {
      release();
      throw error;
    }
    return release;
  }

  /** Holds every request back that has not started: the registry asked for it. */
  pause(milliseconds: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, Date.now() + milliseconds);
  }
}

function slot(queue: PQueue): Promise<Release> {
  return new Promise((resolve) => {
    void queue.add(() => new Promise<void>((release) => resolve(release)));
  });
}
