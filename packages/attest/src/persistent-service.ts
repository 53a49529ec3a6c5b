import { setTimeout as delay } from 'node:timers/promises';
import { faultOf, isSilence, type ServiceFault } from './service-fault.ts';

/** How long is waited before a service is asked again, in milliseconds: a fraction of what a certificate has left. */
const usual: readonly number[] = [300, 1_000, 3_000, 6_000];

/** Milliseconds. Logs answer when they have published what they took, some ten seconds later. */
const usualTimeout = 30_000;
/** Who says nothing for all of that time twice is not asked again. */
const silences = 2;

export interface Persistence {
  /** Milliseconds that a service may take for one answer. Default: 30 seconds. */
  timeout?: number;
  /** Milliseconds between one attempt and the next. Default: ten seconds in all. */
  delays?: readonly number[];
  signal?: AbortSignal;
}

/**
 * Asks one service, and asks again while it is out of reach, busy, or answers what cannot be used. When it is busy, everybody who asks it
 * through this waits as well, so that it comes to rest. One that is silent until the time is over is asked once more.
 */
export class PersistentService {
  /** Milliseconds that one attempt may take: to be heeded by who makes it. */
  readonly timeout: number;
  readonly #delays: readonly number[];
  readonly #signal: AbortSignal | undefined;
  /** Until when nobody asks. */
  #rest = 0;

  constructor({ delays = usual, signal, timeout = usualTimeout }: Persistence = {}) {
    this.timeout = timeout;
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
    let silent = 0;
    for (let asked = 0; ; asked += 1) {
      await this.#rested();
      try {
        return await attempt();
      } catch (error) {
        this.#signal?.throwIfAborted();
        const fault = faultOf(error);
        const pause = this.#delays[asked];
        if (isSilence(error)) silent += 1;
        if (fault === 'refused' || pause === undefined || silent >= silences) throw fail(error, fault);
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
