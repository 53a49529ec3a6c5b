import { MirrorError } from '@multiarch-mirror/errors';
import {
  type Descriptor,
  formatRepository,
  type ImageManifest,
  mediaTypes,
  parseImageManifest,
  type RawManifest,
  rawManifest,
  type Repository,
  sha256Digest,
} from '@multiarch-mirror/oci';
import { emptyRecord, isRecordedTag, mergeRecord, type RecordChanges, type RepositoryRecord } from './record.ts';
import type { RecordLocation } from './record-location.ts';

export const recordType = 'application/vnd.multiarch-mirror.record.v1+json';
/** A record of ten thousand tags is about 8 MiB; whatever is larger was not written by us. */
const largestRecord = 64 * 1024 * 1024;

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
    const manifest = await this.#manifest();
    return (manifest && (await this.#content(manifest))) ?? emptyRecord(this.#subject);
  }

  /** Merges the changes into the record as it stands now, since another run may have written it meanwhile. */
  async write(changes: RecordChanges): Promise<void> {
    const current = await this.read();
    const merged = mergeRecord(current, changes);
    const bytes = Buffer.from(JSON.stringify(merged));
    if (bytes.equals(Buffer.from(JSON.stringify(current)))) return;
    const layer: Descriptor = { mediaType: recordType, digest: sha256Digest(bytes), size: bytes.byteLength };
    const config = Buffer.from('{}');
    const empty: Descriptor = { mediaType: mediaTypes.empty, digest: sha256Digest(config), size: config.byteLength };
    await this.#repository.pushBlob(empty, async () => once(config));
    await this.#repository.pushBlob(layer, async () => once(bytes));
    const manifest: ImageManifest = {
      schemaVersion: 2,
      mediaType: mediaTypes.ociManifest,
      artifactType: recordType,
      config: empty,
      layers: [layer],
      annotations: { 'org.opencontainers.image.title': `mirror's record of ${this.#subject}` },
    };
    await this.#repository.pushManifest(rawManifest(mediaTypes.ociManifest, manifest), this.#location.tag);
  }

  async #manifest(): Promise<RawManifest | undefined> {
    try {
      return await this.#repository.manifest(this.#location.tag);
    } catch (thrown) {
      const absent = ['MIRROR_MANIFEST_UNKNOWN', 'MIRROR_REPOSITORY_UNKNOWN'];
      if (thrown instanceof MirrorError && absent.includes(thrown.code)) return undefined;
      throw thrown;
    }
  }

  async #content(raw: RawManifest): Promise<RepositoryRecord | undefined> {
    try {
      const [layer] = parseImageManifest(raw).layers;
      if (layer?.mediaType !== recordType || layer.size > largestRecord) return undefined;
      const chunks: Uint8Array[] = [];
      for await (const chunk of await this.#repository.blob(layer)) chunks.push(chunk);
      const record = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Partial<RepositoryRecord>;
      // Another image's record under this tag (a hash collision, a copied tag) says nothing about this one.
      if (record.version !== 1 || record.repository !== this.#subject || record.tags === undefined) return undefined;
      const tags = Object.fromEntries(Object.entries(record.tags).filter(([, entry]) => isRecordedTag(entry)));
      return { version: 1, repository: this.#subject, tags, seen: record.seen ?? {} };
    } catch (thrown) {
      // A record that is gone or broken costs one slow run; a registry that does not answer is an error.
      const broken = ['MIRROR_BLOB_UNKNOWN', 'MIRROR_DIGEST_MISMATCH', 'MIRROR_SIZE_MISMATCH', 'MIRROR_MANIFEST_INVALID'];
      if (thrown instanceof SyntaxError || (thrown instanceof MirrorError && broken.includes(thrown.code))) return undefined;
      throw thrown;
    }
  }

  /** For messages. */
  toString(): string {
    return `${formatRepository(this.#location.repository)}:${this.#location.tag}`;
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
