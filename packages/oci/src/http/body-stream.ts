import type { Dispatcher } from 'undici';

type Body = Dispatcher.ResponseData['body'];

/**
 * A response's body as a stream that counts its bytes and turns a broken connection into the error that `fail` makes. It says
 * when it has ended or was closed, so that the request's slot can be given back.
 */
export class BodyStream implements AsyncIterableIterator<Uint8Array, undefined, undefined> {
  readonly #body: Body;
  readonly #onBytes: (bytes: number) => void;
  readonly #fail: (error: unknown) => Error;
  #chunks: AsyncIterator<Buffer> | undefined;
  #ended = false;
  #onEnd: () => void = () => undefined;

  constructor(body: Body, onBytes: (bytes: number) => void, fail: (error: unknown) => Error) {
    this.#body = body;
    this.#onBytes = onBytes;
    this.#fail = fail;
  }

  /** Calls `callback` once the body needs its connection no more; at once if that is so already. */
  whenEnded(callback: () => void): void {
    if (this.#ended) callback();
    else this.#onEnd = callback;
  }

  async next(): Promise<IteratorResult<Uint8Array, undefined>> {
    if (this.#ended) return { done: true, value: undefined };
    this.#chunks ??= this.#body[Symbol.asyncIterator]();
    try {
      const { done, value } = await this.#chunks.next();
      if (done !== true) {
        this.#onBytes(value.length);
        return { done: false, value };
      }
    } catch (error) {
      this.#end();
      throw this.#fail(error);
    }
    this.#end();
    return { done: true, value: undefined };
  }

  /** What is small is read to its end, so that the connection can be used again; for the rest it is closed. */
  return(): Promise<IteratorResult<Uint8Array, undefined>> {
    if (!this.#ended) {
      this.#body.on('error', () => undefined);
      if (this.#chunks === undefined) void this.#body.dump();
      else this.#body.destroy();
      this.#end();
    }
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#onEnd();
  }
}
