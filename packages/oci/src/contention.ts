import { setTimeout as delay } from 'node:timers/promises';

/** Milliseconds that others may be slower than we are. */
const leastWatch = 250;

/**
 * Writing a tag that has no lock, while others may write it. Somebody who has read it before our writing may overwrite it afterwards, as
 * long as a request takes; so whoever has met others looks again after that time, until nothing has happened in it.
 */
export class Contention {
  /** Milliseconds, to part two that met. */
  readonly #spread: number;
  #met = false;
  #quiet = false;
  /** How long a writing took, at most. */
  #longest = 0;

  constructor(spread: number) {
    this.#spread = spread;
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

  async write(put: () => Promise<unknown>): Promise<void> {
    this.#quiet = false;
    const started = performance.now();
    await put();
    this.#longest = Math.max(this.#longest, performance.now() - started);
    // Two writers that met once meet again unless they part: before the next reading, not between it and the writing.
    if (this.#met) await delay(Math.random() * (this.#spread + 4 * this.#longest));
  }
}
