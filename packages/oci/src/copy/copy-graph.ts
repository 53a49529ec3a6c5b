import PQueue from 'p-queue';
import { ociError } from '../codes.ts';
import { type Descriptor, plainDescriptor } from '../descriptor.ts';
import { sizeMismatch } from '../digest.ts';
import type { LayoutRepository } from '../layout/layout-repository.ts';
import { parseImageIndex, parseImageManifest, type RawManifest } from '../manifest.ts';
import { isForeignLayer, isIndex } from '../media-types.ts';
import type { BlobOutcome, Repository, RepositoryReader } from '../repository.ts';
import { BlobLedger } from './blob-ledger.ts';
import { copyBlob } from './copy-blob.ts';
import { atSide } from './side.ts';

/** What happened on the way. */
export type CopyProgress =
  /** A blob or manifest that belongs to the copy. */
  | { kind: 'found'; descriptor: Descriptor }
  /** Bytes of a blob that went to the destination; an attempt that is repeated counts again. */
  | { kind: 'bytes'; descriptor: Descriptor; bytes: number }
  | { kind: 'blob'; descriptor: Descriptor; outcome: BlobOutcome }
  | { kind: 'manifest'; descriptor: Descriptor };

export interface CopyGraphOptions {
  from: RepositoryReader;
  to: Repository;
  /** What to copy: named by its descriptor, or in hand already (an index that was rebuilt, say). */
  root: Descriptor | RawManifest;
  signal?: AbortSignal;
  /** Shared by all copies of a run; without it, only this copy's own blobs are known. */
  ledger?: BlobLedger;
  /** Keeps manifests, and the config and layer blobs that pass, for readers on this machine. */
  spool?: LayoutRepository;
  onProgress?: (event: CopyProgress) => void;
  /** Blobs, and image manifests, at once. Default: 8 of each. */
  concurrency?: number;
}

export interface CopyResult {
  /** The destination had the root already, and with it everything below: nothing was read from the source. */
  present: boolean;
  /** Manifests that were put, children before parents. */
  manifests: Descriptor[];
  blobsCopied: number;
  blobsMounted: number;
  blobsPresent: number;
  /** Bytes of the blobs that were copied. */
  bytesCopied: number;
}

/** Nested indexes beyond this are taken for an attack. */
const depthLimit = 8;

/**
 * Copies a manifest or index with everything below it, by digest and untagged: blobs before their manifest, children before
 * their index, each only once. Stops at the first failure, when everything that is under way has ended.
 * @throws MirrorError with the side; MIRROR_INTERRUPTED when `signal` aborts
 */
export async function copyGraph(options: CopyGraphOptions): Promise<CopyResult> {
  return new GraphCopy(options).run();
}

class GraphCopy {
  readonly #options: CopyGraphOptions;
  readonly #ledger: BlobLedger;
  readonly #failure = new AbortController();
  readonly #signal: AbortSignal;
  readonly #blobs: PQueue;
  readonly #images: PQueue;
  readonly #started = new Map<string, Promise<void>>();
  readonly #result: CopyResult = {
    present: false,
    manifests: [],
    blobsCopied: 0,
    blobsMounted: 0,
    blobsPresent: 0,
    bytesCopied: 0,
  };

  constructor(options: CopyGraphOptions) {
    const { concurrency = 8, signal } = options;
    this.#options = options;
    this.#ledger = options.ledger ?? new BlobLedger();
    this.#signal =
      signal === undefined ? this.#failure.signal : AbortSignal.any([signal, this.#failure.signal]);
    this.#blobs = new PQueue({ concurrency });
    this.#images = new PQueue({ concurrency });
  }

  async run(): Promise<CopyResult> {
    const { root, to, signal } = this.#options;
    const descriptor = 'bytes' in root ? root.descriptor : root;
    try {
      signal?.throwIfAborted();
      // A root is put last, so where it is, all is.
      const found = await atSide('destination', () => to.resolve(descriptor.digest));
      if (found !== undefined) return { ...this.#result, present: true };
      await this.#manifest(descriptor, 0, 'bytes' in root ? root : undefined);
      return this.#result;
    } catch (error) {
      if (signal?.aborted !== true) throw error;
      throw ociError('MIRROR_INTERRUPTED', 'the copy was stopped', { cause: error });
    }
  }

  #manifest(descriptor: Descriptor, depth: number, raw?: RawManifest): Promise<void> {
    return this.#once(descriptor.digest, () => {
      this.#emit({ kind: 'found', descriptor });
      return isIndex(descriptor.mediaType)
        ? this.#index(descriptor, depth, raw)
        : this.#run(this.#images, () => this.#image(descriptor, raw));
    });
  }

  async #index(descriptor: Descriptor, depth: number, given?: RawManifest): Promise<void> {
    if (depth >= depthLimit) {
      throw ociError('MIRROR_MANIFEST_INVALID', `indexes are nested more than ${depthLimit} deep`);
    }
    const raw = given ?? (await this.#read(descriptor));
    const { manifests } = parseImageIndex(raw);
    await this.#all(manifests.map((child) => this.#manifest(child, depth + 1)));
    await this.#put(raw);
  }

  async #image(descriptor: Descriptor, given?: RawManifest): Promise<void> {
    const raw = given ?? (await this.#read(descriptor));
    const { config, layers } = parseImageManifest(raw);
    const blobs = [config, ...layers].filter(({ mediaType }) => !isForeignLayer(mediaType));
    await this.#all(
      blobs.map((blob) => this.#once(blob.digest, () => this.#run(this.#blobs, () => this.#blob(blob)))),
    );
    await this.#put(raw);
  }

  async #blob(descriptor: Descriptor): Promise<void> {
    this.#emit({ kind: 'found', descriptor });
    const { from, to, spool } = this.#options;
    const outcome = await copyBlob(
      {
        from,
        to,
        ledger: this.#ledger,
        spool,
        signal: this.#signal,
        onBytes: (blob, bytes) => this.#emit({ kind: 'bytes', descriptor: blob, bytes }),
      },
      descriptor,
    );
    if (outcome === 'copied') {
      this.#result.blobsCopied += 1;
      this.#result.bytesCopied += descriptor.size;
    } else if (outcome === 'mounted') this.#result.blobsMounted += 1;
    else this.#result.blobsPresent += 1;
    this.#emit({ kind: 'blob', descriptor, outcome });
  }

  #read(descriptor: Descriptor): Promise<RawManifest> {
    return atSide('source', async () => {
      this.#signal.throwIfAborted();
      const raw = await this.#options.from.manifest(descriptor.digest);
      if (raw.descriptor.size === descriptor.size) return raw;
      throw sizeMismatch(descriptor, String(raw.descriptor.size));
    });
  }

  async #put(raw: RawManifest): Promise<void> {
    this.#signal.throwIfAborted();
    await this.#options.spool?.pushManifest(raw);
    await atSide('destination', () => this.#options.to.pushManifest(raw));
    const descriptor = plainDescriptor(raw.descriptor);
    this.#result.manifests.push(descriptor);
    this.#emit({ kind: 'manifest', descriptor });
  }

  /** What two parents share is done once. */
  #once(digest: string, task: () => Promise<void>): Promise<void> {
    const started = this.#started.get(digest) ?? task();
    this.#started.set(digest, started);
    return started;
  }

  #run(queue: PQueue, task: () => Promise<void>): Promise<void> {
    return queue.add(async () => {
      this.#signal.throwIfAborted();
      await task();
    });
  }

  /** Waits for all, so that nothing goes on behind the caller's back, and fails with what failed first. */
  async #all(tasks: Promise<void>[]): Promise<void> {
    const stop = (error: unknown) => {
      if (!this.#failure.signal.aborted) this.#failure.abort(error);
    };
    for (const task of tasks) task.catch(stop);
    const results = await Promise.allSettled(tasks);
    if (results.some(({ status }) => status === 'rejected')) {
      this.#signal.throwIfAborted();
    }
  }

  #emit(event: CopyProgress): void {
    this.#options.onProgress?.(event);
  }
}
