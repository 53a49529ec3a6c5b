import { Readable } from 'node:stream';
import { type DigestAlgorithm, digestOf, RunningDigest } from '../digest.ts';
import type { ByteRange, ContentStore, StagedContent } from './content-store.ts';

/** Everything in this process: for tests. */
export class MemoryStore implements ContentStore {
  private readonly contents: Map<string, Buffer> = new Map();

  stage(): Promise<StagedContent> {
    return Promise.resolve(new StagedBuffers(this.contents));
  }

  read(digest: string, range?: ByteRange): Readable {
    const bytes = this.contents.get(digest);
    if (bytes === undefined) throw new Error(`no content ${digest}`);
    return Readable.from([range === undefined ? bytes : bytes.subarray(range.start, range.end + 1)], {
      objectMode: false,
    });
  }

  remove(digest: string): Promise<void> {
    this.contents.delete(digest);
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.contents.clear();
    return Promise.resolve();
  }
}

class StagedBuffers implements StagedContent {
  size = 0;
  private chunks: Uint8Array[] = [];
  private readonly running = new RunningDigest('sha256');
  private readonly contents: Map<string, Buffer>;

  constructor(contents: Map<string, Buffer>) {
    this.contents = contents;
  }

  async append(chunks: AsyncIterable<Uint8Array>): Promise<void> {
    for await (const chunk of chunks) {
      this.running.update(chunk);
      this.chunks.push(chunk);
      this.size += chunk.byteLength;
    }
  }

  digest(algorithm: DigestAlgorithm): Promise<string> {
    if (algorithm === this.running.algorithm) return Promise.resolve(this.running.value());
    return Promise.resolve(digestOf(Buffer.concat(this.chunks), algorithm));
  }

  commit(digest: string): Promise<void> {
    this.contents.set(digest, Buffer.concat(this.chunks));
    return this.discard();
  }

  discard(): Promise<void> {
    this.chunks = [];
    return Promise.resolve();
  }
}
