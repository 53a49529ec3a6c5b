import { setTimeout as delay } from 'node:timers/promises';
import { faultOf, type ServiceFault } from './service-fault.ts';

/** How long is waited before a service is asked again, in milliseconds: a fraction of what a certificate has left. */
const usual: readonly number[] = [300, 1_000, 3_000, 6_000];

export interface Persistence {
  /** Milliseconds between one attempt and the next. Default: ten seconds in all. */
  delays?: readonly number[];
  signal?: AbortSignal;
}

/**
 * Asks one service, and asks again while it is out of reach, busy, or answers what cannot be used. When it is busy, everybody who asks it
 * through this waits as well, so that it comes to rest.
 */
export class PersistentService {
  readonly #delays: readonly number[];
  readonly #signal: AbortSignal | undefined;
  /** Until when nobody asks. */
  #rest = 0;

  constructor({ delays = usual, signal }: Persistence = {}) {
    this.#delays = delays;
    this.#signal = signal;
  }

  /**
   * The first answer that can be used.
   * @param fail makes the error of the last attempt
   */
  async ask<Answer>(
    attempt: () => Promise<Answer>,
    fail: (error: unknown, fault: ServiceFault) => Error,
  ): Promise<Answer> {
    for (let asked = 0; ; asked += 1) {
      await this.#rested();
      try {
        return await attempt();
      } catch (error) {
        this.#signal?.throwIfAborted();
        const fault = faultOf(error);
        const pause = this.#delays[asked];
        if (fault === 'refused' || pause === undefined) throw fail(error, fault);
        // Two that were turned away together come back apart.
        const wait = pause / 2 + (Math.random() * pause) / 2;
        if (fault === 'busy') this.#rest = Math.max(this.#rest, Date.now() + wait);
        else if (fault === 'unreachable') await this.#wait(wait);
      }
    }
  }

  async #rested(): Promise<void> {
    for (let left = this.#rest - Date.now(); left > 0; left = this.#rest - Date.now()) await this.#wait(left);
  }

  async #wait(milliseconds: number): Promise<void> {
    await delay(milliseconds, undefined, this.#signal === undefined ? {} : { signal: this.#signal });
  }
}
