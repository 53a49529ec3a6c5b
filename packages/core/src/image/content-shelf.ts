import type { Descriptor, LayoutRepository } from '@multiarch-mirror/oci';

/** Of images that are done. Images at work have what they need on disk anyway. */
const maxKeptBytes = 2 * 1024 ** 3;

/**
 * What of a session's images is on local disk: images share layers, and each is moved over the network once. A blob is found where
 * another image that is at work has it, or among the last ones that were read; on disk it is one file under several names.
 */
export class ContentShelf {
  readonly #kept: LayoutRepository;
  readonly #maxBytes: number;
  /** What is kept, the one read last at the end. */
  readonly #blobs = new Map<string, Descriptor>();
  readonly #atWork = new Set<LayoutRepository>();

  constructor(kept: LayoutRepository, maxBytes: number = maxKeptBytes) {
    this.#kept = kept;
    this.#maxBytes = maxBytes;
  }

  /** Others may take what is in `spool` until `close` is called. */
  open(spool: LayoutRepository): { close: () => void } {
    this.#atWork.add(spool);
    return { close: () => void this.#atWork.delete(spool) };
  }

  /** Whether `spool` has the blob now: its own, or one from here. */
  async take(spool: LayoutRepository, descriptor: Descriptor): Promise<boolean> {
    if (await spool.hasBlob(descriptor)) return true;
    for (const other of [this.#kept, ...this.#atWork]) {
      if (other !== spool && (await spool.mountBlob(descriptor, other.name))) return true;
    }
    return false;
  }

  /** Keeps a blob of `spool` beyond the end of its image, in the place of those that nobody has read for longest. */
  async keep(spool: LayoutRepository, descriptor: Descriptor): Promise<void> {
    const { digest, size } = descriptor;
    if (size > this.#maxBytes || !(await this.#kept.mountBlob(descriptor, spool.name))) return;
    this.#blobs.delete(digest);
    this.#blobs.set(digest, descriptor);
    let bytes = [...this.#blobs.values()].reduce((sum, one) => sum + one.size, 0);
    for (const oldest of this.#blobs.values()) {
      if (bytes <= this.#maxBytes) break;
      bytes -= oldest.size;
      this.#blobs.delete(oldest.digest);
      await this.#kept.removeBlob(oldest);
    }
  }
}
