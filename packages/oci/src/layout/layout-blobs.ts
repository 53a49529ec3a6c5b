import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, link, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ociError } from '../codes.ts';
import type { Descriptor } from '../descriptor.ts';
import { splitDigest } from '../digest.ts';
import { removeLeftFiles } from './left-files.ts';

const chunkSize = 512 * 1024;

/** A blob that is being written; it gets its name only by `commit`. */
export interface BlobWriter {
  write(chunk: Uint8Array): Promise<void>;
  /** The bytes were verified: the blob appears under its digest. */
  commit(): Promise<void>;
  /** Removes what was written; does nothing after `commit`. */
  abort(): Promise<void>;
}

/** `blobs/ALGORITHM/HEX` of a layout (image-spec, image-layout.md). */
export class LayoutBlobs {
  readonly directory: string;
  #cleaned: Promise<void> | undefined;

  constructor(directory: string) {
    this.directory = directory;
  }

  path(digest: string): string {
    const { algorithm, hex } = splitDigest(digest);
    return join(this.directory, 'blobs', algorithm, hex);
  }

  /** Bytes of the blob's file, or `undefined` where there is none. */
  async size(digest: string): Promise<number | undefined> {
    const file = this.path(digest);
    try {
      return (await stat(file)).size;
    } catch (error) {
      return missing(error, file);
    }
  }

  /** A small blob whole. */
  async bytes(digest: string): Promise<Uint8Array | undefined> {
    const file = this.path(digest);
    try {
      return await readFile(file);
    } catch (error) {
      return missing(error, file);
    }
  }

  /** The blob's bytes, not verified. */
  stream(digest: string): AsyncIterable<Uint8Array> {
    return createReadStream(this.path(digest), { highWaterMark: chunkSize });
  }

  async writer(descriptor: Descriptor): Promise<BlobWriter> {
    this.#cleaned ??= removeLeftFiles(this.directory);
    await this.#cleaned;
    const target = this.path(descriptor.digest);
    await mkdir(dirname(target), { recursive: true });
    const temporary = join(this.directory, `.blob-${randomUUID()}`);
    const file = await open(temporary, 'wx');
    let finished = false;
    return {
      write: (chunk) => writeAll(file, chunk),
      commit: async () => {
        await file.close();
        await rename(temporary, target);
        finished = true;
      },
      abort: async () => {
        if (finished) return;
        await file.close().catch(() => undefined);
        await rm(temporary, { force: true });
      },
    };
  }

  /** Takes a blob over from another layout without copying it. `false` where that is not possible. */
  async linkFrom(other: LayoutBlobs, digest: string): Promise<boolean> {
    const target = this.path(digest);
    try {
      await mkdir(dirname(target), { recursive: true });
      await link(other.path(digest), target);
      return true;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'EEXIST';
    }
  }

  async remove(digest: string): Promise<void> {
    await rm(this.path(digest), { force: true });
  }
}

async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let offset = 0; offset < chunk.length; ) {
    const { bytesWritten } = await file.write(chunk, offset, chunk.length - offset);
    offset += bytesWritten;
  }
}

function missing(error: unknown, file: string): undefined {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
  throw ociError('MIRROR_LAYOUT_INVALID', 'a file of the layout cannot be read', {
    place: { file },
    cause: error,
  });
}
