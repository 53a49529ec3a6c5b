import type { Descriptor } from '../descriptor.ts';
import { isDigest } from '../digest.ts';
import { KeyedQueue } from '../keyed-queue.ts';
import type { RawManifest } from '../manifest.ts';
import { formatRepository, type RepositoryName } from '../reference.ts';
import { RegistryError } from '../registry-error.ts';
import type {
  BlobOutcome,
  BlobReading,
  BlobSource,
  BlobWriting,
  ManifestWriting,
  ReferrerWriting,
  Repository,
} from '../repository.ts';
import { mountFrom, type UploadStart, uploadBlob } from './blob-upload.ts';
import { getBlob, hasBlob } from './blobs.ts';
import type { RepositoryContext } from './context.ts';
import { putManifest } from './manifest-push.ts';
import { deleteManifest, getManifest, resolveManifest } from './manifests.ts';
import { Referrers } from './referrers.ts';
import { listTags } from './tag-list.ts';

/** A repository of a registry that speaks the OCI distribution-spec. */
export class RegistryRepository implements Repository {
  readonly name: RepositoryName & { transport: 'registry' };
  readonly #context: RepositoryContext;
  readonly #referrers: Referrers;
  readonly #subjects = new KeyedQueue();
  /** Blobs that are known to be here, from an answer of this run. */
  readonly #present = new Set<string>();
  /** Digests of manifests that were put here. */
  readonly #put = new Set<string>();
  /** Uploads that the registry opened when it declined a mount. */
  readonly #opened = new Map<string, URL>();
  /** Some registries say so of a repository without tags, too, such as an interrupted run leaves. */
  #isNew = false;

  constructor(context: RepositoryContext) {
    this.name = context.name;
    this.#context = context;
    this.#referrers = new Referrers(context);
  }

  lacks(digest: string): boolean {
    return this.#isNew && !this.#put.has(digest);
  }

  /** From here on tokens are asked for that may push as well. */
  expectWrites(): void {
    this.#context.writes = true;
  }

  async resolve(tagOrDigest: string): Promise<Descriptor | undefined> {
    return resolveManifest(this.#context, tagOrDigest);
  }

  async manifest(tagOrDigest: string): Promise<RawManifest> {
    const { kept, name } = this.#context;
    const repository = formatRepository(name);
    if (isDigest(tagOrDigest)) {
      return kept.take(repository, tagOrDigest) ?? getManifest(this.#context, tagOrDigest);
    }
    const manifest = await getManifest(this.#context, tagOrDigest);
    kept.keep(repository, manifest);
    return manifest;
  }

  blob(descriptor: Descriptor, { borrowed = false }: BlobReading = {}): Promise<AsyncIterable<Uint8Array>> {
    return getBlob(this.#context, descriptor, borrowed);
  }

  async hasBlob(descriptor: Descriptor): Promise<boolean> {
    if (this.#present.has(descriptor.digest)) return true;
    const found = await hasBlob(this.#context, descriptor);
    if (found) this.#present.add(descriptor.digest);
    return found;
  }

  async tags(): Promise<string[]> {
    try {
      const tags = await listTags(this.#context);
      this.#isNew = false;
      return tags;
    } catch (error) {
      if (error instanceof RegistryError && error.registryCodes.includes('NAME_UNKNOWN')) this.#isNew = true;
      throw error;
    }
  }

  referrers(digest: string): Promise<Descriptor[]> {
    return this.#referrers.list(digest);
  }

  async pushBlob(
    descriptor: Descriptor,
    open: BlobSource,
    { isNew = false }: BlobWriting = {},
  ): Promise<BlobOutcome> {
    const { digest } = descriptor;
    if (this.#present.has(digest)) return 'present';
    const opened = this.#opened.get(digest);
    this.#opened.delete(digest);
    const start = opened ?? (this.#isNew || isNew ? this.#mountFromHere(descriptor) : undefined);
    if (start === undefined && (await this.hasBlob(descriptor))) return 'present';
    const outcome = await uploadBlob(this.#context, descriptor, open, start);
    this.#present.add(digest);
    return outcome;
  }

  /**
   * A mount from where the blob would be opens its upload, or says that it is there: one request where looking for it first would
   * take two. `undefined` where the registry has refused that.
   */
  #mountFromHere(descriptor: Descriptor): UploadStart | undefined {
    const { abilities } = this.#context;
    if (abilities.mountsWithinRepository === false) return undefined;
    return async () => {
      const answer = await mountFrom(this.#context, descriptor, this.name.path);
      abilities.mountsWithinRepository = answer !== undefined;
      return answer;
    };
  }

  async mountBlob(descriptor: Descriptor, from: RepositoryName): Promise<boolean> {
    if (from.transport !== 'registry' || from.registry !== this.name.registry) return false;
    if (this.#present.has(descriptor.digest)) return true;
    const answer = await mountFrom(this.#context, descriptor, from.path);
    if (answer === 'mounted') this.#present.add(descriptor.digest);
    else if (answer !== undefined) this.#opened.set(descriptor.digest, answer);
    return answer === 'mounted';
  }

  async pushManifest(manifest: RawManifest, tag?: string, writing?: ManifestWriting): Promise<void> {
    await putManifest(this.#context, manifest, tag, writing);
    this.#put.add(manifest.descriptor.digest);
  }

  pushReferrers(
    subject: Descriptor,
    manifests: RawManifest[],
    remove: string[] = [],
    writing: ReferrerWriting = {},
  ): Promise<void> {
    return this.#subjects.run(subject.digest, () =>
      this.#referrers.push(subject, manifests, remove, writing),
    );
  }

  deleteManifest(digest: string): Promise<boolean> {
    return deleteManifest(this.#context, digest);
  }
}
