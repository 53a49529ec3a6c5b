import type { Dispatcher } from 'undici';

/** A response's body as its connection gives it. */
export interface ResponseBody extends AsyncIterable<Uint8Array> {
  /** Nobody reads (on): the connection is freed, or closed. `begun`: some of it was read. */
  discard(begun: boolean): void;
}

/** What is small and was not begun is read to its end, so that the connection can be used again; for the rest it is closed. */
export function undiciBody(body: Dispatcher.ResponseData['body']): ResponseBody {
  return {
    [Symbol.asyncIterator]: () => body[Symbol.asyncIterator](),
    discard: (begun) => {
      body.on('error', () => undefined);
      if (begun) body.destroy();
      else void body.dump();
    },
  };
}

/**
 * A response's body as a stream that counts its bytes and turns a broken connection into the error that `fail` makes. It says
 * when it has ended or was closed, so that the request's slot can be given back.
 */
export class BodyStream implements AsyncIterableIterator<Uint8Array, undefined, undefined> {
  readonly #body: ResponseBody;
  readonly #onBytes: (bytes: number) => void;
  readonly #fail: (error: unknown) => Error;
  #chunks: AsyncIterator<Uint8Array> | undefined;
  #ended = false;
  #onEnd: () => void = () => undefined;

  constructor(body: ResponseBody, onBytes: (bytes: number) => void, fail: (error: unknown) => Error) {
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

  return(): Promise<IteratorResult<Uint8Array, undefined>> {
    if (!this.#ended) {
      this.#body.discard(this.#chunks !== undefined);
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
