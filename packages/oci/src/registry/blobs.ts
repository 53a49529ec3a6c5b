import { type Descriptor, embeddedContent } from '../descriptor.ts';
import { sizeMismatch, verified } from '../digest.ts';
import { headerOf } from '../http/request.ts';
import { streamOf } from '../stream.ts';
import { about, apiUrl, pullScope, type RepositoryContext } from './context.ts';

/** GET of a blob as a verified stream; content that the descriptor carries itself costs no request. */
export async function getBlob(
  context: RepositoryContext,
  descriptor: Descriptor,
): Promise<AsyncIterable<Uint8Array>> {
  const embedded = embeddedContent(descriptor);
  if (embedded !== undefined && embedded.length === descriptor.size) {
    return verified(descriptor, streamOf(embedded));
  }
  return about(context, descriptor.digest, async () => {
    const response = await context.transport.open({
      endpoint: context.endpoint,
      kind: 'blob',
      method: 'GET',
      url: apiUrl(context, `blobs/${descriptor.digest}`),
      scopes: pullScope(context),
      follow: true,
    });
    const length = headerOf(response, 'content-length');
    if (length !== undefined && Number(length) !== descriptor.size) {
      await response.body.return();
      throw sizeMismatch(descriptor, length);
    }
    return verified(descriptor, response.body);
  });
}

/** HEAD of a blob. */
export async function hasBlob(context: RepositoryContext, descriptor: Descriptor): Promise<boolean> {
  return about(context, descriptor.digest, () =>
    context.transport.send(
      {
        endpoint: context.endpoint,
        kind: 'blob',
        method: 'HEAD',
        url: apiUrl(context, `blobs/${descriptor.digest}`),
        scopes: pullScope(context),
        follow: true,
        accepts: [404],
      },
      ({ status }) => status !== 404,
    ),
  );
}
