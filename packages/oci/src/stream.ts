import { ociError } from './codes.ts';

/**
 * A stream made from another by a generator. When the result is closed before anything was read, `source` is closed too;
 * a bare generator that never started would leave it open.
 */
export function transformed(
  source: AsyncIterable<Uint8Array>,
  through: (source: AsyncIterable<Uint8Array>) => AsyncGenerator<Uint8Array, void, undefined>,
): AsyncIterable<Uint8Array> {
  const generator = through(source);
  let started = false;
  const iterator: AsyncIterableIterator<Uint8Array, void, undefined> = {
    next: () => {
      started = true;
      return generator.next();
    },
    return: async () => {
      if (!started) await closeStream(source);
      return generator.return();
    },
    [Symbol.asyncIterator]: () => iterator,
  };
  return iterator;
}

/** Frees what a stream holds (a connection, a file) if it was not read to its end. Does nothing to one that was. */
export async function closeStream(stream: AsyncIterable<Uint8Array>): Promise<void> {
  await stream[Symbol.asyncIterator]().return?.();
}

/** All bytes of a stream, in memory. @throws MirrorError MIRROR_BLOB_TOO_LARGE, or what `tooLarge` makes, above `limit` bytes */
export async function collect(
  stream: AsyncIterable<Uint8Array>,
  limit: number,
  tooLarge: () => Error = () => ociError('MIRROR_BLOB_TOO_LARGE', `content is larger than ${limit} bytes`),
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > limit) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

/** Bytes in memory as a stream. */
export function streamOf(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  return (async function* () {
    if (bytes.length > 0) yield bytes;
  })();
}

/** Calls `each` with every chunk before it is passed on, and waits for it. */
export function tapped(
  stream: AsyncIterable<Uint8Array>,
  each: (chunk: Uint8Array) => void | Promise<void>,
): AsyncIterable<Uint8Array> {
  return transformed(stream, async function* (source) {
    for await (const chunk of source) {
      await each(chunk);
      yield chunk;
    }
  });
}
