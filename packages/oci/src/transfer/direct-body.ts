import type { ResponseBody } from '../http/body-stream.ts';
import type { Piece, PieceBuffers } from './piece-buffers.ts';

/** Pieces that wait for their reader before reading stops. */
const readyLimit = 1;
/** What is left of a body that nobody reads is taken off the connection, so that it can be used again, up to this size. */
const restLimit = 64 * 1024;

/** What a body needs of its connection. */
export interface BodyConnection {
  resume(): void;
  /** The body is done with; `whole`: it was read to its end. */
  ended(whole: boolean): void;
}

/** The body of an answer on a direct connection, in pieces that are full but for the last. */
export class DirectBody implements ResponseBody, AsyncIterator<Uint8Array, undefined, undefined> {
  readonly #buffers: PieceBuffers;
  readonly #borrowed: boolean;
  readonly #connection: BodyConnection;
  readonly #ready: Piece[] = [];
  /** Bytes that have not been received. */
  #missing: number;
  /** The piece that the reader has. */
  #lent: Piece | undefined;
  #reader: PromiseWithResolvers<void> | undefined;
  #error: Error | undefined;
  #stopped = false;
  #discards = false;
  #ended = false;

  /** @param borrowed the buffer of a piece is filled again when the next piece is asked for */
  constructor(length: number, buffers: PieceBuffers, borrowed: boolean, connection: BodyConnection) {
    this.#missing = length;
    this.#buffers = buffers;
    this.#borrowed = borrowed;
    this.#connection = connection;
  }

  /** Whether somebody waits for the other side. */
  get isWaiting(): boolean {
    return this.#reader !== undefined || this.#discards;
  }

  /** Bytes were put into the buffers. `false`: enough for now; more than that may come all the same. */
  received(bytes: number): boolean {
    this.#missing -= bytes;
    if (this.#missing < 0) {
      this.#buffers.clear();
      this.fail(new Error('more bytes came than were announced'));
    } else if (this.#missing === 0 || this.#buffers.isFull) {
      this.#take();
    }
    if (this.#discards && this.#missing === 0) this.#end(true);
    // After the last byte reading goes on: the connection may serve another request.
    const stops = this.#missing > 0 && !this.#discards && this.#ready.length >= readyLimit;
    // Over TLS what is decrypted already comes also after reading was stopped, the last bytes too.
    if (stops) this.#stopped = true;
    else this.#resume();
    return !stops;
  }

  /** The connection broke; what came before is read first. */
  fail(error: Error): void {
    if (this.#error !== undefined || this.#missing === 0) return;
    this.#error = error;
    this.#take();
    if (this.#discards) this.#end(false);
  }

  async next(): Promise<IteratorResult<Uint8Array, undefined>> {
    if (this.#lent !== undefined) this.#buffers.giveBack(this.#lent);
    this.#lent = undefined;
    if (this.#ready.length === 0 && this.#missing > 0 && this.#error === undefined && !this.#ended) {
      this.#reader = Promise.withResolvers();
      this.#resume();
      await this.#reader.promise;
      this.#reader = undefined;
    }
    const piece = this.#ready.shift();
    if (piece !== undefined) {
      if (this.#borrowed) this.#lent = piece;
      // The next one is read while this one is written.
      if (this.#missing > 0 && this.#error === undefined) this.#resume();
      return { done: false, value: piece.buffer.subarray(piece.start, piece.end) };
    }
    this.#end(this.#missing === 0);
    if (this.#error !== undefined) throw this.#error;
    return { done: true, value: undefined };
  }

  discard(begun: boolean): void {
    if (this.#ended) return;
    for (const piece of this.#ready.splice(0)) this.#buffers.giveBack(piece);
    if (this.#missing === 0 || begun || this.#error !== undefined || this.#missing > restLimit) {
      this.#end(this.#missing === 0);
      return;
    }
    this.#discards = true;
    this.#resume();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #take(): void {
    const piece = this.#buffers.take();
    if (this.#discards || piece.start === piece.end) this.#buffers.giveBack(piece);
    else this.#ready.push(piece);
    this.#reader?.resolve();
  }

  #resume(): void {
    if (!this.#stopped) return;
    this.#stopped = false;
    this.#connection.resume();
  }

  #end(whole: boolean): void {
    if (this.#ended) return;
    this.#ended = true;
    if (this.#lent !== undefined) this.#buffers.giveBack(this.#lent);
    this.#lent = undefined;
    this.#connection.ended(whole);
  }
}
