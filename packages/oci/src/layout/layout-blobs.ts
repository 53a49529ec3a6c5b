import { randomUUID } from 'node:crypto';
import { createReadStream, type Stats } from 'node:fs';
import { type FileHandle, link, lstat, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
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

/** How a layout is read. */
export interface LayoutReading {
  /** It comes from elsewhere: what is no regular file (a link that leads out of it, a pipe that never ends) is refused. */
  strict?: boolean;
}

/** `blobs/ALGORITHM/HEX` of a layout (image-spec, image-layout.md). */
export class LayoutBlobs {
  readonly directory: string;
  readonly #strict: boolean;
  #cleaned: Promise<void> | undefined;

  constructor(directory: string, { strict = false }: LayoutReading = {}) {
    this.directory = directory;
    this.#strict = strict;
  }

  path(digest: string): string {
    const { algorithm, hex } = splitDigest(digest);
    return join(this.directory, 'blobs', algorithm, hex);
  }

  /** Bytes of the blob's file, or `undefined` where there is none. */
  async size(digest: string): Promise<number | undefined> {
    const file = this.path(digest);
    let found: Stats;
    try {
      found = await (this.#strict ? lstat(file) : stat(file));
    } catch (error) {
      return missing(error, file);
    }
    if (this.#strict && !found.isFile()) throw noFile(file);
    return found.size;
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

/** MIRROR_LAYOUT_INVALID, for a link or a device in a layout that comes from elsewhere. */
export function noFile(file: string): Error {
  return ociError('MIRROR_LAYOUT_INVALID', 'it is no regular file', {
    place: { file },
    hint: 'Copy the layout anew, with plain files and directories: links are not followed here.',
  });
}

function missing(error: unknown, file: string): undefined {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
  throw ociError('MIRROR_LAYOUT_INVALID', 'a file of the layout cannot be read', {
    place: { file },
    cause: error,
  });
}
