import type { Readable } from 'node:stream';
import type { DigestAlgorithm } from '../digest.ts';

/** Inclusive at both ends, as in HTTP. */
export interface ByteRange {
  start: number;
  end: number;
}

/** Bytes that an upload has brought so far. */
export interface StagedContent {
  readonly size: number;
  /** Keeps what arrived even when `chunks` ends with an error: an upload can be resumed. */
  append(chunks: AsyncIterable<Uint8Array>): Promise<void>;
  digest(algorithm: DigestAlgorithm): Promise<string>;
  /** Moves the bytes under their digest, which the caller has compared. */
  commit(digest: string): Promise<void>;
  discard(): Promise<void>;
}

/** Blob bytes under their digest. Which repository may see them is not its concern. */
export interface ContentStore {
  stage(): Promise<StagedContent>;
  /** The bytes, or the part of them in `range`; they must exist. */
  read(digest: string, range?: ByteRange): Readable;
  remove(digest: string): Promise<void>;
  close(): Promise<void>;
}
