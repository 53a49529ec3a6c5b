import type { Descriptor } from '../descriptor.ts';
import { digestMismatch, digestOf, isDigest, sameAlgorithm } from '../digest.ts';
import { headerOf, type RegistryResponse } from '../http/request.ts';
import {
  manifestLimit,
  manifestTooLarge,
  ofSchema1,
  type RawManifest,
  receivedManifest,
} from '../manifest.ts';
import { isArtifactManifest, isImageManifest, isIndex, isSchema1, manifestAccept } from '../media-types.ts';
import { RegistryError } from '../registry-error.ts';
import { collect } from '../stream.ts';
import { about, apiUrl, pullScope, type RepositoryContext } from './context.ts';

const accept = { accept: manifestAccept.join(', ') };

/**
 * HEAD of a manifest; a GET where the HEAD says too little (distribution-spec, "Checking if content exists in the registry"). To a
 * HEAD there are no words that tell throttling (GHCR) from a missing permission: so a 403 is asked about by GET.
 */
export async function resolveManifest(
  context: RepositoryContext,
  tagOrDigest: string,
): Promise<Descriptor | undefined> {
  return about(context, tagOrDigest, async () => {
    const found = await context.transport.send(
      {
        endpoint: context.endpoint,
        kind: 'manifest',
        method: 'HEAD',
        url: apiUrl(context, `manifests/${tagOrDigest}`),
        scopes: pullScope(context),
        headers: accept,
        follow: true,
        accepts: [403, 404, 405],
      },
      (response) => (response.status === 404 ? 'missing' : headDescriptor(response, tagOrDigest)),
    );
    if (found === 'missing') return undefined;
    if (found !== undefined) return found;
    try {
      return (await getManifest(context, tagOrDigest)).descriptor;
    } catch (error) {
      if (error instanceof RegistryError && error.status === 404) return undefined;
      throw error;
    }
  });
}

/** `undefined` where the answer says too little, or contradicts what was asked for: a GET tells what is there. */
function headDescriptor(response: RegistryResponse, tagOrDigest: string): Descriptor | undefined {
  const named = headerOf(response, 'docker-content-digest');
  const asked = isDigest(tagOrDigest) ? tagOrDigest : undefined;
  // Who knows sha256 alone names that, whatever was asked for.
  const comparable = asked !== undefined && named !== undefined && sameAlgorithm(named, asked);
  if (comparable && named !== asked) return undefined;
  const digest = asked ?? named ?? '';
  const mediaType = headerOf(response, 'content-type')?.split(';')[0]?.trim() ?? '';
  const size = Number(headerOf(response, 'content-length') ?? Number.NaN);
  const usable = response.status === 200 && isDigest(digest) && Number.isSafeInteger(size) && size > 0;
  const known = isIndex(mediaType) || isImageManifest(mediaType) || isArtifactManifest(mediaType);
  return usable && known ? { mediaType, digest, size } : undefined;
}

/** GET of a manifest, hashed against the digest that was asked for, or that the registry names for the tag. */
export async function getManifest(context: RepositoryContext, tagOrDigest: string): Promise<RawManifest> {
  return about(context, tagOrDigest, () =>
    context.transport.send(
      {
        endpoint: context.endpoint,
        kind: 'manifest',
        method: 'GET',
        url: apiUrl(context, `manifests/${tagOrDigest}`),
        scopes: pullScope(context),
        headers: accept,
        follow: true,
      },
      async (response) => {
        const type = headerOf(response, 'content-type');
        if (type !== undefined && isSchema1(type)) throw ofSchema1();
        const bytes = await collect(response.body, manifestLimit, manifestTooLarge);
        const named = headerOf(response, 'docker-content-digest');
        const expected = isDigest(tagOrDigest) ? tagOrDigest : named;
        if (expected === undefined || !isDigest(expected)) {
          return receivedManifest(bytes, type);
        }
        const actual = digestOf(expected, bytes);
        if (actual !== expected) throw digestMismatch(expected, actual);
        return receivedManifest(bytes, type, expected);
      },
    ),
  );
}

/** DELETE of a manifest by digest. `false` where the registry does not delete. */
export async function deleteManifest(context: RepositoryContext, digest: string): Promise<boolean> {
  return about(context, digest, () =>
    context.transport.send(
      {
        endpoint: context.endpoint,
        kind: 'manifest',
        method: 'DELETE',
        url: apiUrl(context, `manifests/${digest}`),
        scopes: [`repository:${context.name.path}:delete,pull,push`],
        accepts: [400, 403, 404, 405],
      },
      ({ status }) => status < 300 || status === 404,
    ),
  );
}
