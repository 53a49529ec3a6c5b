import PQueue from 'p-queue';
import { formatRepository } from '../reference.ts';
import type { Repository } from '../repository.ts';

/** A blob's way into one destination repository; what it resolves to holds the blob, `undefined`: it failed. */
type Arrival = Promise<Repository | undefined>;

/** What a copy is to do about a blob. */
export type BlobClaim =
  /** It is in this very repository, or on its way there by another copy. */
  | { kind: 'same'; arrival: Arrival }
  /** Nobody has it yet, or another repository does: bring it, and say how that ended. */
  | { kind: 'bring'; elsewhere: Arrival | undefined; settle: (arrived: boolean) => void };

/**
 * Which destination repositories hold which blobs, or are receiving them, in one run. All copies of a run share it, so that each
 * distinct blob is read from its source once, also when two images that hold it are copied at the same time.
 */
export class BlobLedger {
  /** Huge blobs take turns: more at once would take more memory and leave the processor's cache, and be no faster. */
  readonly huge: PQueue = new PQueue({ concurrency: 3 });
  readonly #arrivals = new Map<string, Map<string, Arrival>>();

  claim(digest: string, to: Repository): BlobClaim {
    const key = formatRepository(to.name);
    const arrivals = this.#arrivals.get(digest) ?? new Map<string, Arrival>();
    this.#arrivals.set(digest, arrivals);
    const same = arrivals.get(key);
    if (same !== undefined) return { kind: 'same', arrival: same };
    const elsewhere = this.#nearest(arrivals, to);
    const { promise, resolve } = Promise.withResolvers<Repository | undefined>();
    arrivals.set(key, promise);
    const settle = (arrived: boolean) => {
      // Whoever waits tries again itself; it must not find this promise once more.
      if (!arrived) arrivals.delete(key);
      resolve(arrived ? to : undefined);
    };
    return { kind: 'bring', elsewhere, settle };
  }

  /** One that can be mounted from, if there is one; otherwise any, since reading it spares the source. */
  #nearest(arrivals: Map<string, Arrival>, { name }: Repository): Arrival | undefined {
    const prefix = name.transport === 'layout' ? 'oci:' : `${name.registry}/`;
    const near = [...arrivals].find(([key]) => key.startsWith(prefix));
    return near?.[1] ?? arrivals.values().next().value;
  }
}
