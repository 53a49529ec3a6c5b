import { MirrorError } from '@multiarch-mirror/errors';
import {
  type Descriptor,
  type ImageManifest,
  mediaTypes,
  parseImageManifest,
  type RawManifest,
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

/** Milliseconds; no longer than a request may take that writes the record. */
const aMoment = 1000;

/** Two runs that overlap meet once; more only where many do. */
const mostAttempts = 5;

const missing = new Set(['MIRROR_REPOSITORY_UNKNOWN', 'MIRROR_MANIFEST_UNKNOWN']);
const broken = new Set([
  'MIRROR_MANIFEST_INVALID',
  'MIRROR_MANIFEST_UNSUPPORTED',
  'MIRROR_MANIFEST_TOO_LARGE',
  'MIRROR_BLOB_UNKNOWN',
  'MIRROR_DIGEST_MISMATCH',
  'MIRROR_SIZE_MISMATCH',
]);

/** Up to this size the content stands in the manifest too (image-spec, descriptor.md, `data`), so that one request reads both. */
const largestEmbedded = 512 * 1024;

/** A record as the registry has it. */
interface Reading {
  /** Of its manifest; `undefined`: there is none. */
  digest: string | undefined;
  record: RepositoryRecord;
}

/** Reads and writes the record of one destination repository: one request reads it, two where it is large. */
export class RecordStore {
  readonly #repository: Repository;
  readonly #location: RecordLocation;
  readonly #subject: string;
  #last: Reading | undefined;
  #looking: Promise<{ digest: string | undefined; at: number }> | undefined;
  #prepared: Promise<{ bytes: Buffer; manifest: RawManifest } | undefined> | undefined;

  constructor(repository: Repository, location: RecordLocation, subject: string) {
    this.#repository = repository;
    this.#location = location;
    this.#subject = subject;
  }

  /** The record; an empty one where none is there or where it cannot be understood: it is a cache. */
  async read(): Promise<RepositoryRecord> {
    return (await this.#read()).record;
  }

  /**
   * Brings the content that `write` will need for the same changes, while something else is still to be done. Never fails: what does is
   * done again then.
   */
  prepare(changes: RecordChanges): void {
    const prepared = this.#merged(changes).then(async ({ known, bytes }) =>
      isOf(bytes, known.record) ? undefined : { bytes, manifest: await this.#putContent(bytes) },
    );
    prepared.catch(() => undefined);
    this.#prepared = prepared;
  }

  /** Looks at what stands, while the last tags move: `write` comes next. Never fails: what does is done again then. */
  look(): void {
    const looking = this.#standing().then((digest) => ({ digest, at: Date.now() }));
    looking.catch(() => undefined);
    this.#looking = looking;
  }

  /**
   * Merges the changes into the record as it stands now. Registries have no way to write only what nobody else has written meanwhile,
   * so it is looked at before and afterwards (one HEAD each), and merged again where another run's has taken its place. What is lost
   * even so (a request that was under way all that time) costs the next run a close look.
   */
  async write(changes: RecordChanges): Promise<void> {
    for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
      const { known, merged, bytes } = await this.#merged(changes);
      if (isOf(bytes, known.record)) return;
      // The content goes there meanwhile: nearly always nobody else has written.
      const [before, manifest] = await Promise.all([this.#before(), this.#content(bytes)]);
      if (before === known.digest) {
        await this.#repository.pushManifest(manifest, this.#location.tag);
        this.#last = { digest: manifest.descriptor.digest, record: merged };
        if ((await this.#standing()) === manifest.descriptor.digest) return;
      }
      await this.#read();
    }
  }

  async #merged(
    changes: RecordChanges,
  ): Promise<{ known: Reading; merged: RepositoryRecord; bytes: Buffer }> {
    const known = this.#last ?? (await this.#read());
    const merged = mergeRecord(known.record, changes);
    return { known, merged, bytes: Buffer.from(JSON.stringify(merged)) };
  }

  /** What was prepared, if it was the same. */
  async #content(bytes: Buffer): Promise<RawManifest> {
    const prepared = await this.#prepared?.catch(() => undefined);
    return prepared?.bytes.equals(bytes) === true ? prepared.manifest : this.#putContent(bytes);
  }

  /** What was seen a moment ago, once. */
  async #before(): Promise<string | undefined> {
    const looked = await this.#looking?.catch(() => undefined);
    this.#looking = undefined;
    return looked !== undefined && Date.now() - looked.at < aMoment ? looked.digest : this.#standing();
  }

  async #standing(): Promise<string | undefined> {
    return (await this.#repository.resolve(this.#location.tag))?.digest;
  }

  /** @returns the manifest, which is not put yet */
  async #putContent(bytes: Buffer): Promise<RawManifest> {
    const layer: Descriptor = { mediaType: recordType, digest: sha256Digest(bytes), size: bytes.byteLength };
    const config = Buffer.from('{}');
    const empty: Descriptor = {
      mediaType: mediaTypes.empty,
      digest: sha256Digest(config),
      size: config.byteLength,
    };
    await Promise.all([
      this.#repository.pushBlob(empty, async () => once(config), { isNew: this.#last?.digest === undefined }),
      this.#repository.pushBlob(layer, async () => once(bytes), { isNew: true }),
    ]);
    const embedded = bytes.byteLength <= largestEmbedded && { data: bytes.toString('base64') };
    const manifest: ImageManifest = {
      schemaVersion: 2,
      mediaType: mediaTypes.ociManifest,
      artifactType: recordType,
      config: empty,
      layers: [{ ...layer, ...embedded }],
      annotations: { 'org.opencontainers.image.title': `mirror's record of ${this.#subject}` },
    };
    return rawManifest(mediaTypes.ociManifest, manifest);
  }

  async #read(): Promise<Reading> {
    this.#last = await this.#stored();
    return this.#last;
  }

  /** A record that is gone or broken costs one slow run; a registry that does not answer is an error. */
  async #stored(): Promise<Reading> {
    const nothing = emptyRecord(this.#subject);
    try {
      const raw = await this.#repository.manifest(this.#location.tag);
      return { digest: raw.descriptor.digest, record: (await this.#parsed(raw)) ?? nothing };
    } catch (thrown) {
      const code = thrown instanceof MirrorError ? thrown.code : '';
      if (missing.has(code)) return { digest: undefined, record: nothing };
      if (!broken.has(code) && !(thrown instanceof SyntaxError)) throw thrown;
      return { digest: await this.#standing(), record: nothing };
    }
  }

  async #parsed(raw: RawManifest): Promise<RepositoryRecord | undefined> {
    const [layer] = parseImageManifest(raw).layers;
    if (layer?.mediaType !== recordType || layer.size > largestRecord) return undefined;
    const bytes = await readBlob(this.#repository, layer, largestRecord);
    return parseRecord(JSON.parse(Buffer.from(bytes).toString('utf8')), this.#subject);
  }
}

/** Whether these are the record's bytes. */
function isOf(bytes: Buffer, record: RepositoryRecord): boolean {
  return bytes.equals(Buffer.from(JSON.stringify(record)));
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
