import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { type DigestAlgorithm, RunningDigest } from '../digest.ts';
import type { ByteRange, ContentStore, StagedContent } from './content-store.ts';

/** Bytes are written and read in pieces of this size: one system call for each network chunk is slow. */
const pieceSize = 1 << 20;

/** Files below one directory: for contents that are too large to be held in memory. The caller owns the directory. */
export class DiskStore implements ContentStore {
  private readonly directory: string;

  constructor(directory: string) {
    this.directory = directory;
  }

  async stage(): Promise<StagedContent> {
    const uploads = join(this.directory, 'uploads');
    await mkdir(uploads, { recursive: true });
    const path = join(uploads, randomUUID());
    return new StagedFile(path, await open(path, 'a'), (digest) => this.path(digest));
  }

  read(digest: string, range?: ByteRange): Readable {
    return createReadStream(this.path(digest), { ...range, highWaterMark: pieceSize });
  }

  async remove(digest: string): Promise<void> {
    await rm(this.path(digest), { force: true });
  }

  async close(): Promise<void> {
    await rm(join(this.directory, 'uploads'), { recursive: true, force: true });
  }

  private path(digest: string): string {
    return join(this.directory, 'blobs', ...digest.split(':'));
  }
}

class StagedFile implements StagedContent {
  size = 0;
  private readonly running = new RunningDigest('sha256');
  private readonly path: string;
  private readonly handle: FileHandle;
  private readonly pathOf: (digest: string) => string;

  constructor(path: string, handle: FileHandle, pathOf: (digest: string) => string) {
    this.path = path;
    this.handle = handle;
    this.pathOf = pathOf;
  }

  async append(chunks: AsyncIterable<Uint8Array>): Promise<void> {
    let waiting: Uint8Array[] = [];
    let waitingSize = 0;
    const flush = async (): Promise<void> => {
      const piece = Buffer.concat(waiting);
      waiting = [];
      waitingSize = 0;
      if (piece.byteLength === 0) return;
      await this.handle.appendFile(piece);
      this.running.update(piece);
      this.size += piece.byteLength;
    };
    try {
      for await (const chunk of chunks) {
        waiting.push(chunk);
        waitingSize += chunk.byteLength;
        if (waitingSize >= pieceSize) await flush();
      }
    } finally {
      await flush();
    }
  }

  async digest(algorithm: DigestAlgorithm): Promise<string> {
    if (algorithm === this.running.algorithm) return this.running.value();
    const again = new RunningDigest(algorithm);
    for await (const chunk of createReadStream(this.path, { highWaterMark: pieceSize })) again.update(chunk);
    return again.value();
  }

  async commit(digest: string): Promise<void> {
    const target = this.pathOf(digest);
    await this.handle.close();
    await mkdir(join(target, '..'), { recursive: true });
    await rename(this.path, target);
  }

  async discard(): Promise<void> {
    await this.handle.close();
    await rm(this.path, { force: true });
  }
}
