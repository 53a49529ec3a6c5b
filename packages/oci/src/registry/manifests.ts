import { ociError } from '../codes.ts';
import type { Descriptor } from '../descriptor.ts';
import { digestMismatch, digestOf, isDigest, verifyBytes } from '../digest.ts';
import { headerOf, type RegistryResponse } from '../http/request.ts';
import { manifestLimit, parseImageIndex, type RawManifest, receivedManifest } from '../manifest.ts';
import { isArtifactManifest, isImageManifest, isIndex, manifestAccept } from '../media-types.ts';
import { RegistryError } from '../registry-error.ts';
import { collect } from '../stream.ts';
import { about, apiUrl, pullScope, pushScope, type RepositoryContext } from './context.ts';

const accept = { accept: manifestAccept.join(', ') };

/** HEAD of a manifest; a GET where the HEAD says too little (distribution-spec, "Checking if content exists in the registry"). */
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
        accepts: [404, 405],
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

function headDescriptor(response: RegistryResponse, tagOrDigest: string): Descriptor | undefined {
  const digest = headerOf(response, 'docker-content-digest') ?? (isDigest(tagOrDigest) ? tagOrDigest : '');
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
        const bytes = await collect(response.body, manifestLimit, tooLarge);
        const named = headerOf(response, 'docker-content-digest');
        const expected = isDigest(tagOrDigest) ? tagOrDigest : named;
        if (expected === undefined || !isDigest(expected)) {
          return receivedManifest(bytes, headerOf(response, 'content-type'));
        }
        const actual = digestOf(expected, bytes);
        if (actual !== expected) throw digestMismatch(expected, actual);
        return receivedManifest(bytes, headerOf(response, 'content-type'), expected);
      },
    ),
  );
}

/** What a registry said to the PUT of a manifest. */
export interface PutAnswer {
  /** The registry maintains the list of the subject's referrers (`OCI-Subject`). */
  listsReferrers: boolean;
}

/** PUT of a manifest's bytes. A tag that may not move is no error where it has this content already. */
export async function putManifest(
  context: RepositoryContext,
  manifest: RawManifest,
  tag?: string,
): Promise<PutAnswer> {
  const { mediaType, digest, size } = manifest.descriptor;
  const target = tag ?? digest;
  return about(context, target, async () => {
    if (size > manifestLimit) throw tooLarge();
    // Not every registry hashes what it is sent.
    verifyBytes(manifest.descriptor, manifest.bytes);
    try {
      return await context.transport.send(
        {
          endpoint: context.endpoint,
          kind: 'manifest',
          method: 'PUT',
          url: apiUrl(context, `manifests/${target}`),
          scopes: pushScope(context),
          headers: { 'content-type': mediaType },
          body: manifest.bytes,
        },
        (response) => {
          const stored = headerOf(response, 'docker-content-digest');
          if (stored !== undefined && stored !== digest && stored.split(':')[0] === digest.split(':')[0]) {
            throw digestMismatch(digest, stored);
          }
          return { listsReferrers: headerOf(response, 'oci-subject') !== undefined };
        },
      );
    } catch (error) {
      if (!(error instanceof RegistryError)) throw error;
      if (error.code === 'MIRROR_MANIFEST_INVALID') throw mixedIndexError(context, manifest, error);
      if (error.code !== 'MIRROR_TAG_IMMUTABLE') throw error;
      const present = await resolveManifest(context, target);
      if (present?.digest !== digest) throw error;
      return { listsReferrers: false };
    }
  });
}

/** The refusal of an index by a registry of which it is known that it takes none of mixed types. */
function mixedIndexError(context: RepositoryContext, raw: RawManifest, error: RegistryError): RegistryError {
  const { profile } = context.abilities;
  if (profile.mixedIndexes || !isIndex(raw.descriptor.mediaType)) return error;
  const docker = (mediaType: string) => mediaType.startsWith('application/vnd.docker.');
  const types = [raw.descriptor, ...parseImageIndex(raw).manifests].map(({ mediaType }) => docker(mediaType));
  if (new Set(types).size === 1) return error;
  return new RegistryError('MIRROR_MANIFEST_INVALID', error.message, {
    ...(error.status === undefined ? {} : { status: error.status }),
    registryCodes: error.registryCodes,
    hint: "This registry takes no index that mixes Docker's and OCI's manifests: mirror sources of one kind.",
    cause: error,
  });
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

function tooLarge(): Error {
  return ociError('MIRROR_MANIFEST_TOO_LARGE', `the manifest is larger than ${manifestLimit} bytes`, {
    hint: 'No registry has to take manifests above 4 MiB; make it smaller.',
  });
}
