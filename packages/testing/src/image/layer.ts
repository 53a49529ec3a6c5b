import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip, createZstdCompress } from 'node:zlib';
import { type Blob, blobFrom, blobOf, type DigestAlgorithm, readFileInPieces } from './blob.ts';
import { formatTypes, type ImageFormat, type LayerCompression } from './image-format.ts';
import { type FileContent, tarOf } from './tar.ts';

/** A layer: its blob, and the digest of the tar inside (image-spec, config.md, "Layer DiffID"). */
export interface Layer extends Blob {
  diffId: string;
}

export interface LayerOptions {
  /** Default: `oci`. */
  format?: ImageFormat;
  /** Default: `gzip`. Equal bytes on every machine are promised for `none` only: deflate depends on Node's zlib. */
  compression?: LayerCompression;
  /** Time of every file in it. Default: 2024-01-01T00:00:00Z. */
  createdAt?: string;
  /** Of layers that are held in memory; a DiffID is sha256 always. */
  digest?: DigestAlgorithm;
}

/** The time of everything that is built here, unless another is given. */
export const defaultTime = '2024-01-01T00:00:00Z';

/** A layer of a few small files, held in memory. */
export async function fileLayer(
  files: Record<string, FileContent>,
  options: LayerOptions = {},
): Promise<Layer> {
  const tar = tarOf(files, new Date(options.createdAt ?? defaultTime));
  const { diffId, stream } = hashed(tar, options, 6);
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return { ...blobOf(typeOf(options), Buffer.concat(chunks), options.digest), diffId: diffId() };
}

/**
 * A layer of a tar file on disk. Compressed, it lies in a new file in `directory`, which the caller removes;
 * otherwise the tar itself is the blob. Nothing is held in memory.
 */
export async function tarLayer(path: string, options: LayerOptions & { directory: string }): Promise<Layer> {
  const { diffId, stream } = hashed(readFileInPieces(path), options, 6);
  let file = path;
  if (compressed(options)) {
    await mkdir(options.directory, { recursive: true });
    file = join(options.directory, `${randomUUID()}.tar.gz`);
    await pipeline(stream, createWriteStream(file));
  } else {
    for await (const _ of stream);
  }
  return { ...(await blobFrom(typeOf(options), () => readFileInPieces(file))), diffId: diffId() };
}

/**
 * A layer whose bytes are made anew each time they are read, and nowhere kept: for contents that are large. `gzip` stores
 * without compressing, because what is random does not compress.
 */
export async function generatedLayer(
  files: Record<string, FileContent>,
  options: LayerOptions = {},
): Promise<Layer> {
  const time = new Date(options.createdAt ?? defaultTime);
  let diffId = '';
  const blob = await blobFrom(typeOf(options), async function* () {
    const pass = hashed(tarOf(files, time), options, 0);
    yield* pass.stream;
    diffId = pass.diffId();
  });
  return { ...blob, diffId };
}

/** The bytes of the blob, and the DiffID, which is known when they have been read. */
function hashed(
  tar: AsyncIterable<Uint8Array>,
  options: LayerOptions,
  level: number,
): { stream: AsyncIterable<Uint8Array>; diffId: () => string } {
  const hash = createHash('sha256');
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of tar) {
      hash.update(chunk);
      yield chunk;
    }
  }
  const diffId = (): string => `sha256:${hash.digest('hex')}`;
  if (!compressed(options)) return { stream: counted(), diffId };
  const compressor =
    options.compression === 'zstd' ? createZstdCompress() : createGzip({ level, chunkSize: 1 << 18 });
  pipeline(Readable.from(counted()), compressor).catch((error: Error) => compressor.destroy(error));
  return { stream: compressor as AsyncIterable<Buffer>, diffId };
}

function compressed(options: LayerOptions): boolean {
  return (options.compression ?? 'gzip') !== 'none';
}

function typeOf({ format = 'oci', compression = 'gzip' }: LayerOptions): string {
  return formatTypes[format].layer[compression];
}
