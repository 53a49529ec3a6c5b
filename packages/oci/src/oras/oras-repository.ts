import { MirrorError } from '@multiarch-mirror/errors';
import { type OciErrorCode, ociError } from '../codes.ts';
import { type Descriptor, plainDescriptor } from '../descriptor.ts';
import { digestMismatch, digestOf, isDigest, verified, verifyBytes } from '../digest.ts';
import { embeddedBlob } from '../embedded-blob.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { KeyedQueue } from '../keyed-queue.ts';
import {
  manifestLimit,
  manifestTooLarge,
  type RawManifest,
  receivedManifest,
  referrerOf,
} from '../manifest.ts';
import { type RepositoryName, referenceTo } from '../reference.ts';
import { ReferrerRepair } from '../referrer-repair.ts';
import type { BlobOutcome, Repository } from '../repository.ts';
import { isNotFound, type OrasFailure, orasError } from './oras-error.ts';
import { descriptorIn, referrersIn, tagsIn } from './oras-output.ts';
import type { OrasProgram, OrasTarget } from './oras-program.ts';

/** The part of a manifest's own fallback index is ours: without this, oras would write it with each push. */
const withoutFallback = ['--distribution-spec', 'v1.1-referrers-api'];

/**
 * A repository of a registry, reached by the `oras` command line: the second transport. Every byte is verified here as well.
 * It never mounts, and counts no requests: a program for each call has no state to do so.
 */
export class OrasRepository implements Repository {
  readonly name: RepositoryName & { transport: 'registry' };
  readonly #target: OrasTarget;
  readonly #program: OrasProgram;
  readonly #subjects = new KeyedQueue();
  readonly #present = new Set<string>();
  readonly #repair = new ReferrerRepair((digest) => this.manifest(digest));

  constructor(name: RepositoryName & { transport: 'registry' }, endpoint: Endpoint, program: OrasProgram) {
    this.name = name;
    this.#target = { endpoint, path: name.path };
    this.#program = program;
  }

  async resolve(tagOrDigest: string): Promise<Descriptor | undefined> {
    const args = ['manifest', 'fetch', '--descriptor', this.#reference(tagOrDigest)];
    const output = await this.#find(tagOrDigest, args);
    return output === undefined ? undefined : plainDescriptor(descriptorIn(output));
  }

  async manifest(tagOrDigest: string): Promise<RawManifest> {
    const args = ['manifest', 'fetch', '--output', '-', this.#reference(tagOrDigest)];
    const bytes = await this.#call(tagOrDigest, 'MIRROR_MANIFEST_UNKNOWN', args);
    return this.#about(tagOrDigest, () => {
      if (bytes.length > manifestLimit) throw manifestTooLarge();
      const digest = isDigest(tagOrDigest) ? tagOrDigest : undefined;
      const raw = receivedManifest(bytes, undefined, digest);
      if (digest !== undefined && raw.descriptor.digest !== digest)
        throw digestMismatch(digest, raw.descriptor.digest);
      return raw;
    });
  }

  blob(descriptor: Descriptor): Promise<AsyncIterable<Uint8Array>> {
    const embedded = embeddedBlob(descriptor);
    if (embedded !== undefined) return Promise.resolve(embedded);
    const args = ['blob', 'fetch', '--output', '-', this.#reference(descriptor.digest)];
    const toError = (failure: OrasFailure) => this.#error(failure, descriptor.digest, 'MIRROR_BLOB_UNKNOWN');
    return Promise.resolve(verified(descriptor, this.#program.read(this.#target, args, toError)));
  }

  async hasBlob(descriptor: Descriptor): Promise<boolean> {
    if (this.#present.has(descriptor.digest)) return true;
    const args = ['blob', 'fetch', '--descriptor', this.#reference(descriptor.digest)];
    const found = (await this.#find(descriptor.digest, args)) !== undefined;
    if (found) this.#present.add(descriptor.digest);
    return found;
  }

  async tags(): Promise<string[]> {
    const args = ['repo', 'tags', '--format', 'json', `${this.name.registry}/${this.name.path}`];
    return tagsIn(await this.#call(undefined, 'MIRROR_REPOSITORY_UNKNOWN', args));
  }

  async referrers(digest: string): Promise<Descriptor[]> {
    const args = ['discover', '--format', 'json', '--depth', '1', this.#reference(digest)];
    const output = await this.#find(digest, args);
    return output === undefined ? [] : this.#repair.mend(referrersIn(output));
  }

  async pushBlob(
    descriptor: Descriptor,
    open: () => Promise<AsyncIterable<Uint8Array>>,
  ): Promise<BlobOutcome> {
    if (await this.hasBlob(descriptor)) return 'present';
    const args = ['blob', 'push', '--size', String(descriptor.size), this.#reference(descriptor.digest), '-'];
    // The last piece is held back until the digest is known to be right, so oras never has a whole blob that is wrong.
    const input = verified(descriptor, await open());
    const result = await this.#program.write(this.#target, args, input);
    if ('failure' in result) throw this.#error(result.failure, descriptor.digest);
    this.#present.add(descriptor.digest);
    return 'copied';
  }

  mountBlob(): Promise<boolean> {
    return Promise.resolve(false);
  }

  pushManifest(manifest: RawManifest, tag?: string): Promise<void> {
    return this.#put(manifest, tag, withoutFallback);
  }

  pushReferrers(subject: Descriptor, manifests: RawManifest[], remove: string[] = []): Promise<void> {
    return this.#subjects.run(subject.digest, async () => {
      for (const manifest of manifests) referrerOf(subject, manifest);
      const listed = new Set((await this.referrers(subject.digest)).map(({ digest }) => digest));
      // Here oras writes the fallback index itself, where there is no referrers API.
      for (const manifest of manifests) {
        if (!listed.has(manifest.descriptor.digest)) await this.#put(manifest, undefined, []);
      }
      for (const digest of remove) await this.#delete(digest);
    });
  }

  async deleteManifest(digest: string): Promise<boolean> {
    return this.#delete(digest);
  }

  async #delete(digest: string): Promise<boolean> {
    const args = ['manifest', 'delete', '--force', this.#reference(digest)];
    const result = await this.#program.run(this.#target, args);
    if (!('failure' in result)) return true;
    if (/unsupported|method not allowed|status code 40[05]/i.test(result.failure.stderr)) return false;
    throw this.#error(result.failure, digest);
  }

  async #put({ descriptor, bytes }: RawManifest, tag: string | undefined, flags: string[]): Promise<void> {
    const { mediaType, digest } = descriptor;
    if (bytes.length > manifestLimit) throw manifestTooLarge();
    verifyBytes(descriptor, bytes);
    if (!digest.startsWith('sha256:')) {
      throw ociError('MIRROR_DIGEST_UNSUPPORTED', 'oras puts manifests under sha256 digests alone', {
        hint: 'Set "transport: native" for this image.',
      });
    }
    const target = tag ?? digest;
    const args = ['manifest', 'push', '--media-type', mediaType, ...flags, this.#reference(target), '-'];
    const result = await this.#program.run(this.#target, args, bytes);
    if (!('failure' in result)) return;
    const error = this.#error(result.failure, target);
    // As with the other transport: a tag that may not move and need not is no failure.
    const immutable = error instanceof MirrorError && error.code === 'MIRROR_TAG_IMMUTABLE';
    if (immutable && (await this.resolve(target))?.digest === digestOf(digest, bytes)) return;
    throw error;
  }

  async #find(tagOrDigest: string, args: readonly string[]): Promise<Buffer | undefined> {
    const result = await this.#program.run(this.#target, args);
    if (!('failure' in result)) return result.output;
    if (isNotFound(result.failure)) return undefined;
    throw this.#error(result.failure, tagOrDigest);
  }

  async #call(
    tagOrDigest: string | undefined,
    missing: OciErrorCode,
    args: readonly string[],
  ): Promise<Buffer> {
    const result = await this.#program.run(this.#target, args);
    if ('failure' in result) throw this.#error(result.failure, tagOrDigest, missing);
    return result.output;
  }

  #reference(tagOrDigest: string): string {
    return referenceTo(this.name, tagOrDigest);
  }

  #error(failure: OrasFailure, tagOrDigest: string | undefined, missing?: OciErrorCode): Error {
    const error = orasError(failure, missing);
    const { registry, path } = this.name;
    const reference = tagOrDigest === undefined ? `${registry}/${path}` : this.#reference(tagOrDigest);
    return error instanceof MirrorError ? error.at({ registry, reference }) : error;
  }

  #about<T>(tagOrDigest: string, task: () => T): T {
    try {
      return task();
    } catch (error) {
      if (!(error instanceof MirrorError)) throw error;
      throw error.at({ registry: this.name.registry, reference: this.#reference(tagOrDigest) });
    }
  }
}
