import { setTimeout as delay } from 'node:timers/promises';
import { defaultRetryPolicy, delayBefore, isTransient, type RetryPolicy } from './http/retry.ts';

/** Milliseconds that others may be slower than we are. */
const leastWatch = 250;

/**
 * Writing a tag that has no lock, while others may write it. Somebody who has read it before our writing may overwrite it afterwards, as
 * long as a request takes; so whoever has met others looks again after that time, until nothing has happened in it.
 */
export class Contention {
  /** Milliseconds, to part two that met. */
  readonly #spread: number;
  readonly #retry: RetryPolicy;
  #failed = 0;
  #met = false;
  #quiet = false;
  /** How long a writing took, at most. */
  #longest = 0;

  constructor(spread: number, retry: RetryPolicy = defaultRetryPolicy) {
    this.#spread = spread;
    this.#retry = retry;
  }

  /** Somebody else has written meanwhile. */
  meet(): void {
    this.#met = true;
  }

  /** After a reading that shows nothing to change: whether it can be believed. */
  isOver(): boolean {
    return !this.#met || this.#quiet;
  }

  /** Waits as long as somebody else's writing may still be on its way; the next reading is believed unless something is written. */
  async watch(): Promise<void> {
    this.#quiet = true;
    await delay(leastWatch + 4 * this.#longest);
  }

  /**
   * Writes once. A failure that may pass is not answered by writing the same again, over what others have written while it was waited:
   * the tag is to be read first.
   * @returns whether it was written; where it was not, the next reading tells
   * @throws what `put` throws, when it cannot pass or came too often
   */
  async write(put: () => Promise<unknown>): Promise<boolean> {
    this.#quiet = false;
    const started = performance.now();
    try {
      await put();
    } catch (error) {
      this.#failed += 1;
      if (!isTransient(error) || this.#failed >= this.#retry.attempts) throw error;
      await delay(delayBefore(this.#retry, this.#failed, undefined));
      return false;
    }
    this.#longest = Math.max(this.#longest, performance.now() - started);
    // Two writers that met once meet again unless they part: before the next reading, not between it and the writing.
    if (this.#met) await delay(Math.random() * (this.#spread + 4 * this.#longest));
    return true;
  }
}
