import type { Descriptor } from './descriptor.ts';
import type { RawManifest } from './manifest.ts';
import type { RepositoryName } from './reference.ts';

/** What a push of a blob did. */
export type BlobOutcome = 'copied' | 'mounted' | 'present';

/** How a blob is read. */
export interface BlobReading {
  /** A chunk is needed only until the next one is asked for: its buffer may then be filled again. */
  borrowed?: boolean;
}

/** How a blob is written. */
export interface BlobWriting {
  /** It was made just now, so that it is hardly there. */
  isNew?: boolean;
}

/** How a manifest is put. */
export interface ManifestWriting {
  /**
   * The PUT is not repeated: what the tag is to stand for was made from what it stands for now, and others may write it while a
   * repetition waits. Whoever writes reads again first.
   */
  once?: boolean;
}

/** How manifests with a subject are written. */
export interface ReferrerWriting {
  /** They were made just now, so that nobody lists them yet. */
  isNew?: boolean;
}

/** Opens a blob's bytes, for whoever is going to read them. */
export type BlobSource = (reading?: BlobReading) => Promise<AsyncIterable<Uint8Array>>;

/** Reading side: a repository of a registry, or an OCI layout. Every byte that it returns is verified. */
export interface RepositoryReader {
  readonly name: RepositoryName;

  /**
   * The descriptor (mediaType, digest, size) that a tag or digest stands for, by HEAD; by GET only where a registry's HEAD
   * gives no digest. `undefined` when it does not exist.
   */
  resolve(tagOrDigest: string): Promise<Descriptor | undefined>;

  /**
   * A manifest or index by tag or digest, hashed; at most 4 MiB. One that was just read by a tag may be given by its digest without
   * another request, once.
   * @throws MirrorError MIRROR_MANIFEST_UNKNOWN, MIRROR_DIGEST_MISMATCH, MIRROR_MANIFEST_TOO_LARGE, MIRROR_MANIFEST_UNSUPPORTED
   */
  manifest(tagOrDigest: string): Promise<RawManifest>;

  /**
   * A blob as a stream that ends with an error when size or digest are not the descriptor's.
   * @throws MirrorError MIRROR_BLOB_UNKNOWN, MIRROR_DIGEST_MISMATCH, MIRROR_SIZE_MISMATCH
   */
  blob(descriptor: Descriptor, reading?: BlobReading): Promise<AsyncIterable<Uint8Array>>;

  /** Whether the blob is there, by HEAD. */
  hasBlob(descriptor: Descriptor): Promise<boolean>;

  /** Every tag, all pages. @throws MirrorError MIRROR_REPOSITORY_UNKNOWN */
  tags(): Promise<string[]>;

  /**
   * Descriptors of the manifests whose subject is this digest: the referrers API, else the fallback index at
   * `<algorithm>-<hex>` (distribution-spec, "Listing Referrers"). An unauthenticated hint: verify what it names.
   *
   * Others leave artifactType and annotations out of fallback indexes. Such entries come with those of the manifests that they name,
   * for readers who may not write too: one GET for each, at most 50 for a list, and none twice in a client's life. It costs nothing
   * where no entry is broken, and no run that has nothing to do: only who inspects, verifies or copies what is attached reads lists.
   * @throws MirrorError MIRROR_DENIED where this account may not list, so that it is never taken for "none"
   */
  referrers(digest: string): Promise<Descriptor[]>;
}

/** Both sides. Writes are idempotent: what is there already is left alone. */
export interface Repository extends RepositoryReader {
  /**
   * Whether a manifest cannot be here: the registry has said that the repository does not exist, and nothing of this digest was put
   * since. Known without a request, or not at all.
   */
  lacks?(digest: string): boolean;

  /**
   * Uploads a blob unless it is there. `open` is called only when bytes are needed, and again for a repeated attempt.
   * The stream is verified on the way: no unverified blob is ever committed.
   */
  pushBlob(descriptor: Descriptor, open: BlobSource, writing?: BlobWriting): Promise<BlobOutcome>;

  /** Cross-repository mount within one registry (or layouts on one disk). `false` where the registry declines. */
  mountBlob(descriptor: Descriptor, from: RepositoryName): Promise<boolean>;

  /**
   * Puts a manifest's exact bytes under its digest, or under `tag` too. A manifest with a `subject` is entered into the
   * fallback index by `pushReferrers`, not here. Afterwards `tag` stands for this digest, whatever its algorithm, or has not moved.
   * @throws MirrorError MIRROR_DIGEST_UNSUPPORTED, MIRROR_TAG_IMMUTABLE, MIRROR_MANIFEST_TOO_LARGE
   */
  pushManifest(manifest: RawManifest, tag?: string, writing?: ManifestWriting): Promise<void>;

  /**
   * Puts manifests whose subject is `subject`, and makes them readable by `referrers`: by the API where there is one, else
   * by the fallback index: one serialised writer for each subject, re-read and merged until every entry is there.
   * `remove` names digests that leave the fallback index (or are deleted where there is an API).
   * Entries carry artifactType and annotations; those of `first` artifact order come in the order of `manifests`.
   */
  pushReferrers(
    subject: Descriptor,
    manifests: RawManifest[],
    remove?: string[],
    writing?: ReferrerWriting,
  ): Promise<void>;

  /** Deletes a manifest by digest. `false` where the registry refuses (405, unsupported). */
  deleteManifest(digest: string): Promise<boolean>;
}
