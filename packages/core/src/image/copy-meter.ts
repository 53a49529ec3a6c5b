import type { CopyProgress } from '@multiarch-mirror/oci';
import { type ImageRoot, platformDigests } from './root.ts';

/** How far the copy of an image is. */
export interface CopyState {
  /** Bytes that went to the destination since the last of these, those of attempts that are repeated too. */
  bytes: number;
  /** Of what is known so far of the image: what is at the destination, however it came there, and all of it. */
  done: number;
  total: number;
  /** The platforms of which everything is there. */
  complete: string[];
}

/** A copy says something for every piece of a blob; whoever shows it can use ten of those in a second. */
const interval = 100;

/** Sums up what a copy says of its blobs and manifests, and passes it on now and then. */
export class CopyMeter {
  readonly #platforms: ReadonlyMap<string, string>;
  readonly #report: (state: CopyState) => void;
  /** Bytes of each blob and manifest that are there. */
  readonly #there = new Map<string, number>();
  readonly #complete = new Set<string>();
  #bytes = 0;
  #done = 0;
  #total = 0;
  #reported = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  constructor(root: ImageRoot, report: (state: CopyState) => void) {
    this.#platforms = new Map(platformDigests(root).map(({ digest, platform }) => [digest, platform]));
    this.#report = report;
  }

  readonly on = (event: CopyProgress): void => {
    const { digest, size } = event.descriptor;
    switch (event.kind) {
      case 'found':
        // Shared by the parts of an assembly.
        if (this.#there.has(digest)) return;
        this.#there.set(digest, 0);
        this.#total += size;
        break;
      case 'bytes':
        this.#bytes += event.bytes;
        this.#reach(digest, Math.min(size, (this.#there.get(digest) ?? 0) + event.bytes));
        break;
      case 'blob':
        this.#reach(digest, size);
        break;
      case 'manifest': {
        this.#reach(digest, size);
        const platform = this.#platforms.get(digest);
        if (platform !== undefined) this.#complete.add(platform);
        break;
      }
    }
    const wait = this.#reported + interval - performance.now();
    if (wait <= 0) this.flush();
    // What came last is said too, even where nothing follows for a while.
    else this.#timer ??= setTimeout(() => this.flush(), wait).unref();
  };

  /** What has not been said yet. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#total === 0) return;
    this.#reported = performance.now();
    const bytes = this.#bytes;
    this.#bytes = 0;
    this.#report({ bytes, done: this.#done, total: this.#total, complete: [...this.#complete] });
  }

  #reach(digest: string, bytes: number): void {
    this.#done += bytes - (this.#there.get(digest) ?? 0);
    this.#there.set(digest, bytes);
  }
}
