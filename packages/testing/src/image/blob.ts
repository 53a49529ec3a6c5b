import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Descriptor, RawManifest } from '@multiarch-mirror/oci';

/** Content with its descriptor, readable as often as somebody wants it: what `Repository.pushBlob` takes. */
export interface Blob {
  descriptor: Descriptor;
  open: () => Promise<AsyncIterable<Uint8Array>>;
}

/** Of the digests that a builder gives. Default everywhere: sha256. */
export type DigestAlgorithm = 'sha256' | 'sha512';

/** Files are read in pieces of this size. */
const pieceSize = 1 << 20;

export function descriptorOf(
  mediaType: string,
  bytes: Uint8Array,
  algorithm: DigestAlgorithm = 'sha256',
): Descriptor {
  return {
    mediaType,
    digest: `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`,
    size: bytes.byteLength,
  };
}

export function blobOf(mediaType: string, content: Uint8Array | string, algorithm?: DigestAlgorithm): Blob {
  const bytes = Buffer.from(content);
  return { descriptor: descriptorOf(mediaType, bytes, algorithm), open: () => Promise.resolve(once(bytes)) };
}

/** A manifest's bytes: JSON without spaces, keys in the order of `document`. */
export function manifestOf(mediaType: string, document: object, algorithm?: DigestAlgorithm): RawManifest {
  const bytes = Buffer.from(JSON.stringify(document));
  return { descriptor: descriptorOf(mediaType, bytes, algorithm), bytes };
}

/** A blob of bytes that can be produced again, or lie in a file: they are hashed here, and never held. */
export async function blobFrom(
  mediaType: string,
  open: () => AsyncIterable<Uint8Array> | Promise<AsyncIterable<Uint8Array>>,
): Promise<Blob> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of await open()) {
    hash.update(chunk);
    size += chunk.byteLength;
  }
  const descriptor = { mediaType, digest: `sha256:${hash.digest('hex')}`, size };
  return { descriptor, open: async () => await open() };
}

/** A file's bytes. */
export function readFileInPieces(path: string): AsyncIterable<Uint8Array> {
  return createReadStream(path, { highWaterMark: pieceSize }) as AsyncIterable<Buffer>;
}

export async function fileSize(path: string): Promise<number> {
  return (await stat(path)).size;
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
