import type { Descriptor } from '../descriptor.ts';
import { verified } from '../digest.ts';
import { followable } from '../http/endpoint.ts';
import { headerOf, type RegistryResponse } from '../http/request.ts';
import { withRetry } from '../http/retry.ts';
import { RegistryError } from '../registry-error.ts';
import { closeStream } from '../stream.ts';
import { hasBlob } from './blobs.ts';
import { about, apiUrl, pushScope, type RepositoryContext } from './context.ts';

/**
 * POST that asks for a mount from another repository of the same registry (distribution-spec, "Mounting a blob from another
 * repository"). Gives the upload's URL where the registry declines and opens an upload instead.
 */
export async function mountFrom(
  context: RepositoryContext,
  descriptor: Descriptor,
  from: string,
): Promise<'mounted' | URL | undefined> {
  const url = apiUrl(context, 'blobs/uploads/');
  url.searchParams.set('mount', descriptor.digest);
  url.searchParams.set('from', from);
  return about(context, descriptor.digest, async () => {
    try {
      return await context.transport.send(
        {
          endpoint: context.endpoint,
          kind: 'upload',
          method: 'POST',
          url,
          scopes: [...pushScope(context), `repository:${from}:pull`],
          body: new Uint8Array(),
          accepts: [400, 404, 405],
        },
        async (response) => {
          if (response.status === 201) return 'mounted';
          return response.status === 202 ? uploadUrl(context, response, url) : undefined;
        },
      );
    } catch (error) {
      // Some registries refuse what they cannot mount (Harbor: 401 for an unknown project): no reason to fail.
      if (error instanceof RegistryError && refusals.has(error.code)) return undefined;
      throw error;
    }
  });
}

const refusals = new Set(['MIRROR_UNAUTHORIZED', 'MIRROR_DENIED']);

/**
 * POST and monolithic PUT of a blob (distribution-spec, "POST then PUT"). Begins again, with the source opened anew, when
 * either side breaks; `prepared` is an upload that is open already.
 */
export async function uploadBlob(
  context: RepositoryContext,
  descriptor: Descriptor,
  open: () => Promise<AsyncIterable<Uint8Array>>,
  prepared?: URL,
): Promise<void> {
  const { transport } = context;
  await about(context, descriptor.digest, () =>
    withRetry(transport.retry, transport.signal, async (attempt) => {
      // The answer to the last attempt may be all that was lost.
      if (attempt > 1 && (await hasBlob(context, descriptor))) return;
      const upload = attempt === 1 && prepared !== undefined ? prepared : await startUpload(context);
      // The source is open before a slot at the destination is taken: both may be one registry.
      const stream = verified(descriptor, await open());
      try {
        await finishUpload(context, descriptor, upload, stream);
      } finally {
        await closeStream(stream);
      }
    }),
  );
}

async function startUpload(context: RepositoryContext): Promise<URL> {
  const url = apiUrl(context, 'blobs/uploads/');
  const { endpoint, transport } = context;
  return transport.send(
    { endpoint, kind: 'upload', method: 'POST', url, scopes: pushScope(context), body: new Uint8Array() },
    (response) => uploadUrl(context, response, url),
  );
}

async function finishUpload(
  context: RepositoryContext,
  descriptor: Descriptor,
  upload: URL,
  stream: AsyncIterable<Uint8Array>,
): Promise<void> {
  // By hand: what the registry put into the query stays byte for byte, signatures included.
  const url = new URL(upload);
  url.search += `${url.search === '' ? '?' : '&'}digest=${encodeURIComponent(descriptor.digest)}`;
  await context.transport.send(
    {
      endpoint: context.endpoint,
      kind: 'upload',
      method: 'PUT',
      url,
      scopes: pushScope(context),
      headers: { 'content-type': 'application/octet-stream' },
      body: { length: descriptor.size, stream },
      once: true,
    },
    () => undefined,
  );
}

function uploadUrl(context: RepositoryContext, response: RegistryResponse, base: URL): Promise<URL> {
  const location = headerOf(response, 'location');
  if (location === undefined) {
    throw new RegistryError('MIRROR_REGISTRY_ERROR', 'the registry opened an upload without a Location');
  }
  return followable(context.endpoint, location, base);
}
