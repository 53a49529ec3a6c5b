import PQueue from 'p-queue';
import { ociError } from '../codes.ts';
import { type Descriptor, plainDescriptor } from '../descriptor.ts';
import { sizeMismatch } from '../digest.ts';
import type { LayoutRepository } from '../layout/layout-repository.ts';
import { blobsOf, parseImageIndex, type RawManifest, subjectOf } from '../manifest.ts';
import { isForeignLayer, isIndex } from '../media-types.ts';
import type { BlobOutcome, Repository, RepositoryReader } from '../repository.ts';
import { BlobLedger } from './blob-ledger.ts';
import { copyBlob } from './copy-blob.ts';
import { atSide } from './side.ts';
import { namedBy, UpstreamReferrers } from './upstream-referrers.ts';

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
  /** The root itself is not put: whoever asks puts it under a tag at once. */
  leaveRoot?: boolean;
  /** Bring along what upstream has attached to the digests that are copied: referrers, and the manifests under cosign's tags. */
  referrers?: boolean;
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
  /** What was attached upstream, and was put. */
  attached: Descriptor[];
}

/** Nested indexes beyond this are taken for an attack. */
const depthLimit = 8;
/** Digests of which what is attached to them is copied at once. */
const attachedAtOnce = 4;

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
    attached: [],
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
      const lacked = to.lacks?.(descriptor.digest) === true;
      const found = lacked ? undefined : await atSide('destination', () => to.resolve(descriptor.digest));
      this.#result.present = found !== undefined;
      const raw = 'bytes' in root ? root : undefined;
      if (found === undefined) await this.#manifest(descriptor, 0, raw);
      if (this.#options.referrers === true) await this.#attached(descriptor, raw);
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
    const raw = given ?? (await this.#read(descriptor));
    await this.#below(raw, depth);
    await this.#put(raw);
  }

  async #image(descriptor: Descriptor, given?: RawManifest): Promise<void> {
    const raw = given ?? (await this.#read(descriptor));
    await this.#below(raw, 0);
    await this.#put(raw);
  }

  /** Everything below a manifest, but not itself. */
  async #below(raw: RawManifest, depth: number): Promise<void> {
    if (isIndex(raw.descriptor.mediaType)) {
      if (depth >= depthLimit) {
        throw ociError('MIRROR_MANIFEST_INVALID', `indexes are nested more than ${depthLimit} deep`);
      }
      const { manifests } = parseImageIndex(raw);
      await this.#all(manifests.map((child) => this.#manifest(child, depth + 1)));
      return;
    }
    const blobs = blobsOf(raw).filter((blob) => !isForeignLayer(blob));
    await this.#all(
      blobs.map((blob) =>
        this.#once(blob.digest, () => {
          // At once, so that whoever listens knows early how much there is.
          this.#emit({ kind: 'found', descriptor: blob });
          return this.#run(this.#blobs, () => this.#blob(blob));
        }),
      ),
    );
  }

  /** What upstream has attached to the root and to everything that its index names. */
  async #attached(descriptor: Descriptor, given?: RawManifest): Promise<void> {
    const { from, to } = this.#options;
    const upstream = new UpstreamReferrers(from, to, (raw) => this.#below(raw, 0));
    const subjects = await atSide('destination', () => namedBy(to, descriptor, depthLimit, given));
    const queue = new PQueue({ concurrency: attachedAtOnce });
    await this.#all(subjects.map((subject) => this.#run(queue, () => upstream.copy(subject))));
    this.#result.attached.push(...upstream.copied);
  }

  async #blob(descriptor: Descriptor): Promise<void> {
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
    const { to, root, leaveRoot } = this.#options;
    if (leaveRoot === true && raw.descriptor.digest === ('bytes' in root ? root.descriptor : root).digest)
      return;
    const subject = subjectOf(raw);
    // What is about something else is also put on the list of its subject's referrers.
    await atSide('destination', () =>
      subject === undefined ? to.pushManifest(raw) : to.pushReferrers(subject, [raw]),
    );
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
