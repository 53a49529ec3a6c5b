import { setTimeout as delay } from 'node:timers/promises';
import type { RateLimit } from './rate-limit.ts';

/** How many requests run at once for a host where nothing else is said. */
export const defaultConcurrency = 32;

/** The registry has been silent for all, and is not waited for again. */
export class RegistryGone extends Error {}

/** Gives a slot back; more calls than one do nothing. */
export type Release = () => void;

/**
 * What a slot is for. `finish`: an upload or an image that was begun, so that what is begun first is ended first; `download`: its stream
 * keeps the slot until it has been read.
 */
export type SlotUse = 'finish' | 'other' | 'download';

interface Waiting {
  admit: () => void;
}

/** Below this share of what a registry grants, requests are spread over the rest of its window. */
const scarce = 0.2;
/** Milliseconds; a window that is longer (Docker Hub: six hours) is not waited out, the registry says no. */
const longestSpread = 60_000;
const longestGap = 2_000;

/**
 * The slots of one registry. Their number falls by half when the registry is overloaded or limits requests, and grows by one for
 * each round of answers (AIMD), between one and the limit. Downloads keep theirs until their stream has been read, which may wait
 * for an upload to the same registry: so there is always a slot that no download can take.
 */
export class HostQueue {
  readonly #most: number;
  #limit: number;
  /** What the registry says is left to us. */
  #granted: number = Number.POSITIVE_INFINITY;
  #downloads = 0;
  #others = 0;
  readonly #waiting: Readonly<Record<SlotUse, Waiting[]>> = { finish: [], other: [], download: [] };
  #answers = 0;
  #lastFall = 0;
  #pausedUntil = 0;
  #gap = 0;
  #nextStart = 0;
  #lastAnswer = 0;
  #goneUntil = 0;

  constructor(concurrency: number = defaultConcurrency) {
    this.#most = Math.max(1, concurrency);
    this.#limit = this.#most;
  }

  /** How many requests may run at once now. */
  get limit(): number {
    return Math.max(1, Math.min(this.#limit, this.#granted));
  }

  /** Waits for a slot, and for the end of a pause. @throws RegistryGone */
  async acquire(use: SlotUse, signal?: AbortSignal): Promise<Release> {
    this.#refuseGone();
    const release = await this.#slot(use, signal);
    try {
      this.#refuseGone();
      for (let wait = this.#wait(); wait > 0; wait = this.#wait()) {
        await delay(wait, undefined, signal === undefined ? {} : { signal });
      }
      signal?.throwIfAborted();
    } catch (error) {
      release();
      throw error;
    }
    if (this.#gap > 0) this.#nextStart = Date.now() + this.#gap;
    return release;
  }

  /** Holds every request back that has not started: the registry asked for it. */
  pause(milliseconds: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, Date.now() + milliseconds);
  }

  /** A request came back with an answer that is no complaint. */
  answered(): void {
    this.#lastAnswer = Date.now();
    this.#goneUntil = 0;
    this.#answers += 1;
    if (this.#answers >= this.#limit && this.#limit < this.#most) {
      this.#answers = 0;
      this.#limit += 1;
    }
    this.#admit();
  }

  /**
   * A request was given up, since the registry has been silent. Where it has answered nobody else meanwhile, it is gone for as long again:
   * a run of many images would otherwise wait for each of them.
   * @param since when the request began, in milliseconds since the epoch
   */
  readonly silent = (since: number): void => {
    const now = Date.now();
    if (this.#lastAnswer < since) this.#goneUntil = now + (now - since);
  };

  /** The registry limits requests, or does not answer in time. `since`: when the request was sent; one burst counts once. */
  overloaded(since: number): void {
    if (since < this.#lastFall) return;
    this.#lastFall = Date.now();
    this.#answers = 0;
    this.#limit = Math.max(1, Math.floor(this.#limit / 2));
  }

  /** The registry says what is left to us. */
  heed({ remaining, limit, resetMs }: RateLimit): void {
    this.#granted = Math.max(1, remaining);
    const spread = resetMs !== undefined && resetMs <= longestSpread;
    if (spread && remaining === 0) this.pause(resetMs);
    const few = limit === undefined ? remaining <= this.#most : remaining < limit * scarce;
    this.#gap = spread && few ? Math.min(resetMs / Math.max(1, remaining), longestGap) : 0;
    this.#admit();
  }

  #refuseGone(): void {
    if (Date.now() < this.#goneUntil) throw new RegistryGone();
  }

  #wait(): number {
    return Math.max(this.#pausedUntil, this.#gap > 0 ? this.#nextStart : 0) - Date.now();
  }

  #slot(use: SlotUse, signal: AbortSignal | undefined): Promise<Release> {
    const queue = this.#waiting[use];
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        admit: () => {
          signal?.removeEventListener('abort', stop);
          resolve(this.#take(use === 'download'));
        },
      };
      const stop = () => {
        queue.splice(queue.indexOf(waiting), 1);
        reject(signal?.reason);
      };
      if (signal?.aborted === true) {
        reject(signal.reason);
        return;
      }
      signal?.addEventListener('abort', stop, { once: true });
      queue.push(waiting);
      this.#admit();
    });
  }

  #take(download: boolean): Release {
    if (download) this.#downloads += 1;
    else this.#others += 1;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      if (download) this.#downloads -= 1;
      else this.#others -= 1;
      this.#admit();
    };
  }

  /** Uploads and small requests first: what waits for them may hold a download's slot. */
  #admit(): void {
    const { finish, other, download } = this.#waiting;
    while (this.#others < Math.max(1, this.limit - this.#downloads)) {
      const next = finish.shift() ?? other.shift();
      if (next === undefined) break;
      next.admit();
    }
    while (download.length > 0 && this.#mayDownload()) download.shift()?.admit();
  }

  #mayDownload(): boolean {
    const { limit } = this;
    if (limit === 1) return this.#downloads === 0;
    return this.#downloads < limit - 1 && this.#downloads + this.#others < limit;
  }
}
