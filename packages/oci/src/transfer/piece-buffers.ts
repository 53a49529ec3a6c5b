import { isHuge } from './huge-blob.ts';

/** Large enough that hashing and writing a piece cost more than handling it. */
const pieceSize: number = 256 * 1024;
/** Fewer of these are under way at once, so that they may be larger: handling a piece costs some fifty microseconds. */
const hugePieceSize: number = 1024 * 1024;

/** Part of a body, in a buffer that may be used again. */
export interface Piece {
  buffer: Buffer;
  start: number;
  end: number;
}

/** The buffers of one connection: filled one after the other, and filled again once they have been given back. */
export class PieceBuffers {
  #free: Buffer[] = [];
  #size = pieceSize;
  #buffer: Buffer = Buffer.allocUnsafeSlow(pieceSize);
  #start = 0;
  #end = 0;

  /** From the next piece on the buffers fit a body of this many bytes. */
  fit(length: number): void {
    const size = isHuge(length) ? hugePieceSize : pieceSize;
    if (size !== this.#size) this.#free = [];
    this.#size = size;
  }

  /** Where the next bytes go. Never empty. */
  room(): Buffer {
    return this.#buffer.subarray(this.#end);
  }

  /** Bytes were put into the room. */
  filled(bytes: number): void {
    this.#end += bytes;
  }

  /** What has been put in and not been taken out. */
  content(): Buffer {
    return this.#buffer.subarray(this.#start, this.#end);
  }

  get length(): number {
    return this.#end - this.#start;
  }

  /** Whether there is no room: a piece has to be taken. */
  get isFull(): boolean {
    return this.#end === this.#buffer.length;
  }

  /** Leaves out the first bytes of the content. */
  skip(bytes: number): void {
    this.#start += bytes;
  }

  /** The content as a piece; from here on another buffer is filled. */
  take(): Piece {
    const piece = { buffer: this.#buffer, start: this.#start, end: this.#end };
    this.#buffer = this.#free.pop() ?? Buffer.allocUnsafeSlow(this.#size);
    this.#start = 0;
    this.#end = 0;
    return piece;
  }

  /** Nobody reads the piece any more. */
  giveBack({ buffer }: Piece): void {
    if (buffer.length === this.#size) this.#free.push(buffer);
  }

  /** Forgets the content. */
  clear(): void {
    this.#start = 0;
    this.#end = 0;
  }
}
