import type { Descriptor } from '../descriptor.ts';
import { sizeMismatch, verified } from '../digest.ts';
import { embeddedBlob } from '../embedded-blob.ts';
import { headerOf, type RegistryRequest, type RegistryResponse } from '../http/request.ts';
import { collect, streamOf, transformed } from '../stream.ts';
import { resumed, without } from '../transfer/resumed.ts';
import { about, apiUrl, pullScope, type RepositoryContext } from './context.ts';

/** From this size on a blob is read in pieces past the HTTP parser; below it a connection of its own costs more. */
const large = 1024 * 1024;

/** Up to this size a blob is read at once: a stream would keep its connection until somebody is ready to read it. */
export const smallBlob: number = 64 * 1024;

/**
 * GET of a blob as a verified stream, which goes on by `Range` where the connection breaks; content that the descriptor carries
 * itself costs no request. @param borrowed a chunk is valid only until the next one is asked for
 */
export async function getBlob(
  context: RepositoryContext,
  descriptor: Descriptor,
  borrowed: boolean,
): Promise<AsyncIterable<Uint8Array>> {
  const embedded = embeddedBlob(descriptor);
  if (embedded !== undefined) return embedded;
  const { transport } = context;
  const request: RegistryRequest = {
    endpoint: context.endpoint,
    kind: 'blob',
    method: 'GET',
    url: apiUrl(context, `blobs/${descriptor.digest}`),
    scopes: pullScope(context),
    follow: true,
    ...(descriptor.size >= large && { pieces: borrowed ? 'borrowed' : 'kept' }),
  };
  if (descriptor.size <= smallBlob) {
    const bytes = await about(context, descriptor.digest, () =>
      transport.send(request, (response) => wholeBody(response, descriptor)),
    );
    return verified(descriptor, streamOf(bytes));
  }
  return about(context, descriptor.digest, async () => {
    const response = await transport.open(request);
    const length = headerOf(response, 'content-length');
    if (length !== undefined && Number(length) !== descriptor.size) {
      await response.body.return();
      throw sizeMismatch(descriptor, length);
    }
    const reopen = (offset: number) =>
      about(context, descriptor.digest, () => openRest(context, request, descriptor, offset));
    return verified(
      descriptor,
      transformed(response.body, (body) =>
        resumed(body, descriptor.size, reopen, transport.retry, transport.signal),
      ),
    );
  });
}

async function wholeBody({ body }: RegistryResponse, descriptor: Descriptor): Promise<Uint8Array> {
  return collect(body, descriptor.size, () => sizeMismatch(descriptor, `more than ${descriptor.size}`));
}

/** What follows the first bytes (RFC 9110, section 14.2), from a registry that may know no ranges. */
async function openRest(
  { transport }: RepositoryContext,
  request: RegistryRequest,
  { size }: Descriptor,
  offset: number,
): Promise<AsyncIterable<Uint8Array>> {
  const rest: RegistryRequest = { ...request, unqueued: true };
  const ranged: RegistryRequest = { ...rest, headers: { range: `bytes=${offset}-` }, accepts: [416] };
  const response = await transport.open(offset === 0 ? rest : ranged);
  if (isRest(response, offset, size)) return response.body;
  if (response.status === 200) return transformed(response.body, (body) => without(offset, body));
  await response.body.return();
  const whole = await transport.open(rest);
  return transformed(whole.body, (body) => without(offset, body));
}

/** `Content-Range: bytes 5-9/10` (RFC 9110, section 14.4). */
function isRest(response: RegistryResponse, offset: number, size: number): boolean {
  const range = headerOf(response, 'content-range')?.replaceAll(' ', '').toLowerCase();
  const wanted = `bytes${offset}-${size - 1}/`;
  return response.status === 206 && (range === `${wanted}${size}` || range === `${wanted}*`);
}

/** HEAD of a blob; by GET of its first byte where that is denied, since only that comes with words (see `resolveManifest`). */
export async function hasBlob(context: RepositoryContext, descriptor: Descriptor): Promise<boolean> {
  const request = {
    endpoint: context.endpoint,
    kind: 'blob',
    url: apiUrl(context, `blobs/${descriptor.digest}`),
    scopes: pullScope(context),
    follow: true,
  } as const;
  const { transport } = context;
  return about(context, descriptor.digest, async () => {
    const status = await transport.send(
      { ...request, method: 'HEAD', accepts: [403, 404] },
      (response) => response.status,
    );
    if (status !== 403) return status !== 404;
    return transport.send(
      { ...request, method: 'GET', headers: { range: 'bytes=0-0' }, accepts: [404, 416] },
      (response) => response.status !== 404,
    );
  });
}
