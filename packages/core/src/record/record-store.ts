import { MirrorError } from '@multiarch-mirror/errors';
import {
  type Descriptor,
  type ImageManifest,
  mediaTypes,
  parseImageManifest,
  type Repository,
  rawManifest,
  readBlob,
  sha256Digest,
} from '@multiarch-mirror/oci';
import {
  emptyRecord,
  mergeRecord,
  parseRecord,
  type RecordChanges,
  type RepositoryRecord,
} from './record.ts';
import type { RecordLocation } from './record-location.ts';

const recordType = 'application/vnd.multiarch-mirror.record.v1+json';
/** A record of ten thousand tags is about 8 MiB; whatever is larger was not written by us. */
const largestRecord = 64 * 1024 * 1024;

/** Two runs that overlap meet once; more only where many do. */
const mostAttempts = 5;

const unusable = new Set([
  'MIRROR_REPOSITORY_UNKNOWN',
  'MIRROR_MANIFEST_UNKNOWN',
  'MIRROR_MANIFEST_INVALID',
  'MIRROR_MANIFEST_UNSUPPORTED',
  'MIRROR_MANIFEST_TOO_LARGE',
  'MIRROR_BLOB_UNKNOWN',
  'MIRROR_DIGEST_MISMATCH',
  'MIRROR_SIZE_MISMATCH',
]);

/** Reads and writes the record of one destination repository (two requests to read: manifest and blob). */
export class RecordStore {
  readonly #repository: Repository;
  readonly #location: RecordLocation;
  readonly #subject: string;

  constructor(repository: Repository, location: RecordLocation, subject: string) {
    this.#repository = repository;
    this.#location = location;
    this.#subject = subject;
  }

  /** The record; an empty one where none is there or where it cannot be understood: it is a cache. */
  async read(): Promise<RepositoryRecord> {
    return (await this.#stored()) ?? emptyRecord(this.#subject);
  }

  /**
   * Merges the changes into the record as it stands now. Registries have no way to write only what nobody else has written meanwhile,
   * so the record is looked at afterwards (one HEAD), and merged again where another run's has taken its place. What is lost
   * even so (a request that was under way all that time) costs the next run a close look.
   */
  async write(changes: RecordChanges): Promise<void> {
    for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
      const current = await this.read();
      const merged = mergeRecord(current, changes);
      const bytes = Buffer.from(JSON.stringify(merged));
      if (bytes.equals(Buffer.from(JSON.stringify(current)))) return;
      const digest = await this.#put(bytes);
      const standing = await this.#repository.resolve(this.#location.tag);
      if (standing?.digest === digest) return;
    }
  }

  /** @returns the digest that the tag points to if nobody else has moved it */
  async #put(bytes: Buffer): Promise<string> {
    const layer: Descriptor = { mediaType: recordType, digest: sha256Digest(bytes), size: bytes.byteLength };
    const config = Buffer.from('{}');
    const empty: Descriptor = {
      mediaType: mediaTypes.empty,
      digest: sha256Digest(config),
      size: config.byteLength,
    };
    await Promise.all([
      this.#repository.pushBlob(empty, async () => once(config)),
      this.#repository.pushBlob(layer, async () => once(bytes)),
    ]);
    const manifest: ImageManifest = {
      schemaVersion: 2,
      mediaType: mediaTypes.ociManifest,
      artifactType: recordType,
      config: empty,
      layers: [layer],
      annotations: { 'org.opencontainers.image.title': `mirror's record of ${this.#subject}` },
    };
    const raw = rawManifest(mediaTypes.ociManifest, manifest);
    await this.#repository.pushManifest(raw, this.#location.tag);
    return raw.descriptor.digest;
  }

  async #stored(): Promise<RepositoryRecord | undefined> {
    try {
      const [layer] = parseImageManifest(await this.#repository.manifest(this.#location.tag)).layers;
      if (layer?.mediaType !== recordType || layer.size > largestRecord) return undefined;
      const bytes = await readBlob(this.#repository, layer, largestRecord);
      return parseRecord(JSON.parse(Buffer.from(bytes).toString('utf8')), this.#subject);
    } catch (thrown) {
      // A record that is gone or broken costs one slow run; a registry that does not answer is an error.
      if (thrown instanceof SyntaxError || (thrown instanceof MirrorError && unusable.has(thrown.code)))
        return undefined;
      throw thrown;
    }
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
