import type { Descriptor } from '../descriptor.ts';
import { verified } from '../digest.ts';
import type { RegistryRequest } from '../http/request.ts';
import { withRetry } from '../http/retry.ts';
import { RegistryError } from '../registry-error.ts';
import type { BlobSource } from '../repository.ts';
import { closeStream, collect } from '../stream.ts';
import { hasBlob, smallBlob } from './blobs.ts';
import { sendChunks, tooLarge } from './chunked-upload.ts';
import { about, apiUrl, pushScope, type RepositoryContext } from './context.ts';
import { uploadUrl } from './upload-url.ts';

/**
 * POST that asks for a mount from another repository of the same registry (distribution-spec, "Mounting a blob from another
 * repository"). Gives the upload's URL where the registry declines and opens an upload instead.
 */
export async function mountFrom(
  context: RepositoryContext,
  descriptor: Descriptor,
  from: string,
): Promise<'mounted' | URL | undefined> {
  if (context.abilities.profile.mounts === 'never') return undefined;
  const url = apiUrl(context, 'blobs/uploads/');
  url.searchParams.set('mount', descriptor.digest);
  url.searchParams.set('from', from);
  const scopes = pushScope(context);
  return about(context, descriptor.digest, async () => {
    try {
      return await context.transport.send(
        {
          endpoint: context.endpoint,
          kind: 'upload',
          method: 'POST',
          url,
          scopes: from === context.name.path ? scopes : [...scopes, `repository:${from}:pull`],
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

/** An upload that is open already, or how one is opened that may turn out not to be needed. */
export type UploadStart = URL | (() => Promise<URL | 'mounted' | undefined>);

/**
 * POST and monolithic PUT of a blob (distribution-spec, "POST then PUT"). Begins again, with the source opened anew, when
 * either side breaks. @param start how the first attempt begins; default: by a POST
 */
export async function uploadBlob(
  context: RepositoryContext,
  descriptor: Descriptor,
  open: BlobSource,
  start?: UploadStart,
): Promise<'copied' | 'present'> {
  const { transport } = context;
  return about(context, descriptor.digest, () =>
    withRetry(transport.retry, transport.signal, async (attempt) => {
      // The answer to the last attempt may be all that was lost.
      if (attempt > 1 && (await hasBlob(context, descriptor))) return 'copied';
      const { chunkSize } = context.abilities;
      const whole = chunkSize === undefined || descriptor.size <= chunkSize;
      // Pieces of a whole upload are larger than what the socket takes before it says to wait, so the next one is asked for only
      // when the last is gone.
      const opening = open({ borrowed: whole });
      const upload = await alongside(startUpload(context, attempt === 1 ? start : undefined), opening);
      // The source is open before a slot at the destination is taken: both may be one registry.
      const stream = verified(descriptor, await opening);
      try {
        if (upload === 'mounted') return 'present';
        if (descriptor.size <= smallBlob) {
          // In one piece, behind the headers.
          await finishUpload(context, descriptor, upload, await collect(stream, descriptor.size));
        } else if (whole) {
          await finishUpload(context, descriptor, upload, { length: descriptor.size, stream });
        } else {
          const last = await sendChunks(context, descriptor, upload, stream, chunkSize);
          await finishUpload(context, descriptor, last, new Uint8Array());
        }
        return 'copied';
      } finally {
        await closeStream(stream);
      }
    }),
  );
}

/** The upload's URL; when there is none, the source that is being opened meanwhile is closed. */
async function alongside<Upload>(
  upload: Promise<Upload>,
  opening: Promise<AsyncIterable<Uint8Array>>,
): Promise<Upload> {
  // It may fail before anybody awaits it.
  opening.catch(() => undefined);
  try {
    return await upload;
  } catch (error) {
    await opening.then(closeStream, () => undefined);
    throw error;
  }
}

async function startUpload(
  context: RepositoryContext,
  start: UploadStart | undefined,
): Promise<URL | 'mounted'> {
  const begun = typeof start === 'function' ? await start() : start;
  if (begun !== undefined) return begun;
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
  body: NonNullable<RegistryRequest['body']>,
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
      body,
      finishes: true,
      once: true,
      accepts: [413],
    },
    ({ status }) => {
      if (status === 413) throw tooLarge(context, descriptor);
    },
  );
}
