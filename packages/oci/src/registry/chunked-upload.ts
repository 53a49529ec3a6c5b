import type { Descriptor } from '../descriptor.ts';
import { RegistryError } from '../registry-error.ts';
import { pushScope, type RepositoryContext } from './context.ts';
import { uploadUrl } from './upload-url.ts';

/**
 * PATCHes of a blob in chunks, one after another (distribution-spec, "Pushing a blob in chunks"); what is left to do is the closing
 * PUT to the URL that it gives. The stream is read once: who begins again opens it anew.
 */
export async function sendChunks(
  context: RepositoryContext,
  descriptor: Descriptor,
  upload: URL,
  stream: AsyncIterable<Uint8Array>,
  chunkSize: number,
): Promise<URL> {
  const source = new ChunkSource(stream);
  let url = upload;
  for (let start = 0; start < descriptor.size; start += chunkSize) {
    const length = Math.min(chunkSize, descriptor.size - start);
    const last = start + length === descriptor.size;
    url = await context.transport.send(
      {
        endpoint: context.endpoint,
        kind: 'upload',
        method: 'PATCH',
        url,
        scopes: pushScope(context),
        headers: {
          'content-type': 'application/octet-stream',
          'content-range': `${start}-${start + length - 1}`,
        },
        body: { length, stream: source.take(length, last) },
        finishes: true,
        once: true,
      },
      (response) => uploadUrl(context, response, url),
    );
  }
  return url;
}

/** A body of one request was refused as too large: worth another attempt where the registry takes chunks. */
export function tooLarge({ abilities, name }: RepositoryContext, { size }: Descriptor): RegistryError {
  return new RegistryError(
    'MIRROR_REGISTRY_ERROR',
    'the registry, or a proxy before it, takes no body of this size',
    {
      status: 413,
      transient: abilities.refusedLargeBody(size),
      hint: 'Raise the limit of bodies at the proxy before the registry.',
      place: { registry: name.registry },
    },
  );
}

/** A stream that is read in parts of a given length. */
class ChunkSource {
  readonly #iterator: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array();

  constructor(stream: AsyncIterable<Uint8Array>) {
    this.#iterator = stream[Symbol.asyncIterator]();
  }

  /** `last`: reads on to the end, which is where a stream says that it was not what it should be. */
  async *take(length: number, last: boolean): AsyncGenerator<Uint8Array, void, undefined> {
    let missing = last ? Number.POSITIVE_INFINITY : length;
    while (missing > 0) {
      if (this.#rest.length === 0) {
        const { done, value } = await this.#iterator.next();
        if (done === true) return;
        this.#rest = value;
      }
      const part = this.#rest.subarray(0, missing);
      this.#rest = this.#rest.subarray(part.length);
      missing -= part.length;
      yield part;
    }
  }
}
