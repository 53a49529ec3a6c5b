import { MirrorError } from '@multiarch-mirror/errors';
import { ociError } from '../codes.ts';
import { type Descriptor, plainDescriptor } from '../descriptor.ts';
import { isDigest, sizeMismatch, verified, verifyBytes } from '../digest.ts';
import { embeddedBlob } from '../embedded-blob.ts';
import {
  manifestLimit,
  manifestTooLarge,
  parseImageIndex,
  type RawManifest,
  receivedManifest,
  referrerDescriptor,
  referrerOf,
  subjectOf,
} from '../manifest.ts';
import { isIndex } from '../media-types.ts';
import { type RepositoryName, referenceTo } from '../reference.ts';
import { fallbackTag, mergeEntries, sameEntries } from '../referrer-index.ts';
import { isUnusable, ReferrerRepair } from '../referrer-repair.ts';
import type { BlobOutcome, Repository } from '../repository.ts';
import { closeStream } from '../stream.ts';
import { type BlobWriter, LayoutBlobs, type LayoutReading } from './layout-blobs.ts';
import { entryOfTag, LayoutIndex, refName, tagOf } from './layout-index.ts';

interface LayoutReferrer {
  /** Its digest. */
  subject: string;
  entry: Descriptor;
}

/** An OCI image layout on disk (image-spec, image-layout.md), also one that another tool wrote. */
export class LayoutRepository implements Repository {
  readonly name: RepositoryName & { transport: 'layout' };
  readonly #index: LayoutIndex;
  readonly #blobs: LayoutBlobs;
  readonly #repair = new ReferrerRepair((digest) => this.manifest(digest));
  /** By digest; content does not change. */
  readonly #referrers = new Map<string, Promise<LayoutReferrer | undefined>>();

  constructor(directory: string, reading: LayoutReading = {}) {
    this.name = { transport: 'layout', directory };
    this.#index = new LayoutIndex(directory);
    this.#blobs = new LayoutBlobs(directory, reading);
  }

  /** The entries of `index.json`: every image and artifact of the layout. */
  async roots(): Promise<Descriptor[]> {
    return (await this.#index.read())?.manifests ?? [];
  }

  async resolve(tagOrDigest: string): Promise<Descriptor | undefined> {
    const entry = await this.#entry(tagOrDigest);
    if (entry !== undefined) return plainDescriptor(entry);
    if (!isDigest(tagOrDigest) || (await this.#blobs.size(tagOrDigest)) === undefined) return undefined;
    return (await this.manifest(tagOrDigest)).descriptor;
  }

  async manifest(tagOrDigest: string): Promise<RawManifest> {
    return this.#about(tagOrDigest, async () => {
      const entry = await this.#entry(tagOrDigest);
      const digest = entry?.digest ?? (isDigest(tagOrDigest) ? tagOrDigest : undefined);
      const size = digest === undefined ? undefined : await this.#blobs.size(digest);
      if (size !== undefined && size > manifestLimit) throw manifestTooLarge();
      const bytes = digest === undefined ? undefined : await this.#blobs.bytes(digest);
      if (bytes === undefined || digest === undefined) {
        throw ociError('MIRROR_MANIFEST_UNKNOWN', 'the layout has no such manifest', {
          hint: 'Check the tag, and that the layout was written completely.',
        });
      }
      verifyBytes({ mediaType: '', digest, size: entry?.size ?? bytes.length }, bytes);
      return receivedManifest(bytes, entry?.mediaType, digest);
    });
  }

  async blob(descriptor: Descriptor): Promise<AsyncIterable<Uint8Array>> {
    return this.#about(descriptor.digest, async () => {
      const size = await this.#blobs.size(descriptor.digest);
      const embedded = size === undefined ? embeddedBlob(descriptor) : undefined;
      if (embedded !== undefined) return embedded;
      if (size === undefined) throw ociError('MIRROR_BLOB_UNKNOWN', 'the layout has no such blob');
      if (size !== descriptor.size) throw sizeMismatch(descriptor, String(size));
      return verified(descriptor, this.#blobs.stream(descriptor.digest));
    });
  }

  async hasBlob(descriptor: Descriptor): Promise<boolean> {
    return (await this.#blobs.size(descriptor.digest)) === descriptor.size;
  }

  /** Takes away the file of a blob that nothing here needs any more. */
  async removeBlob({ digest }: Descriptor): Promise<void> {
    await this.#blobs.remove(digest);
  }

  async tags(): Promise<string[]> {
    const index = await this.#index.read();
    if (index === undefined) {
      throw ociError('MIRROR_REPOSITORY_UNKNOWN', 'there is no OCI layout in this directory', {
        hint: 'Check the directory: it has to hold oci-layout and index.json.',
        place: { file: this.name.directory },
      });
    }
    const tags = index.manifests.map(tagOf).filter((tag) => tag !== undefined);
    return [...new Set(tags)];
  }

  async referrers(digest: string): Promise<Descriptor[]> {
    const entries = await this.roots();
    const found: Descriptor[] = [];
    for (const entry of entries) {
      const referrer = await this.#referrer(entry);
      if (referrer?.subject === digest) found.push(referrer.entry);
    }
    // Some tools keep the fallback index in layouts too.
    const fallback = entryOfTag(entries, fallbackTag(digest));
    const more =
      fallback === undefined || !isIndex(fallback.mediaType)
        ? []
        : parseImageIndex(await this.manifest(fallback.digest)).manifests;
    return mergeEntries([...found, ...(await this.#repair.mend(more))], [], []);
  }

  async pushBlob(
    descriptor: Descriptor,
    open: () => Promise<AsyncIterable<Uint8Array>>,
  ): Promise<BlobOutcome> {
    return this.#about(descriptor.digest, async () => {
      if (await this.hasBlob(descriptor)) return 'present';
      const stream = verified(descriptor, await open());
      try {
        const writer = await this.blobWriter(descriptor);
        try {
          for await (const chunk of stream) await writer.write(chunk);
          await writer.commit();
        } finally {
          await writer.abort();
        }
      } finally {
        await closeStream(stream);
      }
      return 'copied';
    });
  }

  /** A file for bytes that somebody else verifies; see `copyGraph`'s spool. */
  async blobWriter(descriptor: Descriptor): Promise<BlobWriter> {
    await this.#index.prepare();
    return this.#blobs.writer(descriptor);
  }

  async mountBlob(descriptor: Descriptor, from: RepositoryName): Promise<boolean> {
    if (from.transport !== 'layout') return false;
    if (await this.hasBlob(descriptor)) return true;
    const other = new LayoutBlobs(from.directory);
    if ((await other.size(descriptor.digest)) !== descriptor.size) return false;
    await this.#index.prepare();
    return this.#blobs.linkFrom(other, descriptor.digest);
  }

  /** Without a tag only the blob is written: `index.json` names what has a tag, and referrers. */
  async pushManifest(manifest: RawManifest, tag?: string): Promise<void> {
    const { descriptor } = manifest;
    await this.#writeManifest(manifest);
    if (tag === undefined) return;
    await this.#index.update((entries) => {
      const current = entries.find((entry) => entry.annotations?.[refName] === tag);
      if (current?.digest === descriptor.digest) return entries;
      const named = { ...descriptor, annotations: { [refName]: tag } };
      return [...entries.filter((entry) => entry.annotations?.[refName] !== tag), named];
    });
  }

  async pushReferrers(subject: Descriptor, manifests: RawManifest[], remove: string[] = []): Promise<void> {
    const ours = manifests.map((manifest) => referrerOf(subject, manifest));
    for (const manifest of manifests) await this.#writeManifest(manifest);
    await this.#index.update((entries) => {
      // Several tags may name one digest: only entries without a tag are one for each digest.
      const tagged = entries.filter((entry) => tagOf(entry) !== undefined);
      const untagged = entries.filter((entry) => tagOf(entry) === undefined);
      const kept = tagged.filter(({ digest }) => !remove.includes(digest));
      const merged = mergeEntries(untagged, ours, remove);
      return sameEntries(kept, tagged) && sameEntries(merged, untagged) ? entries : [...kept, ...merged];
    });
  }

  async deleteManifest(digest: string): Promise<boolean> {
    await this.#index.update((entries) => {
      const kept = entries.filter((entry) => entry.digest !== digest);
      return kept.length === entries.length ? entries : kept;
    });
    await this.#blobs.remove(digest);
    return true;
  }

  async #writeManifest(manifest: RawManifest): Promise<void> {
    const { descriptor, bytes } = manifest;
    if (bytes.length > manifestLimit) throw manifestTooLarge();
    await this.pushBlob(descriptor, () => Promise.resolve(one(bytes)));
  }

  async #entry(tagOrDigest: string): Promise<Descriptor | undefined> {
    const entries = await this.roots();
    return isDigest(tagOrDigest)
      ? entries.find(({ digest }) => digest === tagOrDigest)
      : entryOfTag(entries, tagOrDigest);
  }

  /** Whom a manifest of `index.json` is about, and its entry in the list of referrers: from itself, whatever its writer noted. */
  #referrer(entry: Descriptor): Promise<LayoutReferrer | undefined> {
    const known = this.#referrers.get(entry.digest);
    if (known !== undefined) return known;
    const reading = this.#readReferrer(entry);
    this.#referrers.set(entry.digest, reading);
    reading.catch(() => this.#referrers.delete(entry.digest));
    return reading;
  }

  async #readReferrer(entry: Descriptor): Promise<LayoutReferrer | undefined> {
    try {
      const raw = await this.manifest(entry.digest);
      const subject = subjectOf(raw)?.digest;
      return subject === undefined ? undefined : { subject, entry: referrerDescriptor(raw) };
    } catch (error) {
      // A layout may name what it does not hold, and hold what is none of our business.
      if (error instanceof MirrorError && isUnusable(error)) return undefined;
      throw error;
    }
  }

  async #about<T>(tagOrDigest: string, task: () => Promise<T>): Promise<T> {
    try {
      return await task();
    } catch (error) {
      if (!(error instanceof MirrorError)) throw error;
      throw error.at({ reference: referenceTo(this.name, tagOrDigest) });
    }
  }
}

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
