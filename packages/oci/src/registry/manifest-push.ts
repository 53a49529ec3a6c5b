import { digestMismatch, sameAlgorithm, verifyBytes } from '../digest.ts';
import { headerOf, type RegistryResponse } from '../http/request.ts';
import { manifestLimit, manifestTooLarge, parseImageIndex, type RawManifest } from '../manifest.ts';
import { isIndex } from '../media-types.ts';
import { RegistryError } from '../registry-error.ts';
import type { ManifestWriting } from '../repository.ts';
import { about, apiUrl, pushScope, type RepositoryContext } from './context.ts';
import { isCommonDigest, refusesDigest, unsupportedDigest } from './digest-support.ts';
import { resolveManifest } from './manifests.ts';

/** What a registry said to the PUT of a manifest. */
export interface PutAnswer {
  /** The registry maintains the list of the subject's referrers (`OCI-Subject`). */
  listsReferrers: boolean;
}

/**
 * PUT of a manifest's bytes. A tag that may not move is no error where it has this content already.
 *
 * What is put by tag gets a sha256 digest everywhere. So a manifest of another digest is put by that, with the tag beside it
 * (distribution-spec after 1.1, "Pushing Manifests": `?tag=`, `OCI-Tag`): where the registry does not know this, no tag moves.
 * @throws MirrorError MIRROR_DIGEST_UNSUPPORTED where the registry does not take the digest, or does not give it the tag;
 * MIRROR_REGISTRY_ERROR where a 2xx that is no 201 means nothing
 */
export async function putManifest(
  context: RepositoryContext,
  manifest: RawManifest,
  tag?: string,
  writing: ManifestWriting = {},
): Promise<PutAnswer> {
  const { digest, size } = manifest.descriptor;
  return about(context, tag ?? digest, async () => {
    if (size > manifestLimit) throw manifestTooLarge();
    // Not every registry hashes what it is sent.
    verifyBytes(manifest.descriptor, manifest.bytes);
    try {
      const answer = await put(context, manifest, tag, writing);
      if (!answer.told && !(await holds(context, tag ?? digest, digest))) throw notStored();
      if (tag === undefined || answer.tagged || (await holds(context, tag, digest))) return answer;
    } catch (error) {
      if (!(error instanceof RegistryError)) throw error;
      if (refusesDigest(error, digest))
        throw unsupportedDigest(digest, 'takes no % digests of manifests', error);
      if (error.code === 'MIRROR_MANIFEST_INVALID') throw mixedIndexError(context, manifest, error);
      if (error.code !== 'MIRROR_TAG_IMMUTABLE' || !(await holds(context, tag ?? digest, digest)))
        throw error;
      return { listsReferrers: false };
    }
    throw unsupportedDigest(digest, `gives the tag ${tag} to no % digest`);
  });
}

async function put(
  context: RepositoryContext,
  { descriptor, bytes }: RawManifest,
  tag: string | undefined,
  { once = false }: ManifestWriting,
): Promise<PutAnswer & { tagged: boolean; told: boolean }> {
  const { mediaType, digest } = descriptor;
  const beside = tag !== undefined && !isCommonDigest(digest) ? tag : undefined;
  const url = apiUrl(context, `manifests/${beside === undefined ? (tag ?? digest) : digest}`);
  if (beside !== undefined) url.searchParams.set('tag', beside);
  return context.transport.send(
    {
      endpoint: context.endpoint,
      kind: 'manifest',
      method: 'PUT',
      url,
      scopes: pushScope(context),
      headers: { 'content-type': mediaType },
      body: bytes,
      finishes: true,
      once,
    },
    (response) => {
      const stored = headerOf(response, 'docker-content-digest');
      if (stored !== undefined && stored !== digest && sameAlgorithm(stored, digest)) {
        throw digestMismatch(digest, stored);
      }
      return {
        listsReferrers: headerOf(response, 'oci-subject') !== undefined,
        // Some proxy's page has neither.
        told: response.status === 201 || stored !== undefined,
        tagged: beside === undefined || tagsIn(response).includes(beside),
      };
    },
  );
}

/** What answered may not have been the registry. */
function notStored(): RegistryError {
  return new RegistryError(
    'MIRROR_REGISTRY_ERROR',
    'the registry answered as if it had taken the manifest, and does not have it',
    { hint: 'Look at the registry or the proxy in between.' },
  );
}

/** The tags of `OCI-Tag`, in one line or in several. */
function tagsIn({ headers }: RegistryResponse): string[] {
  return [headers['oci-tag'] ?? []].flat().flatMap((line) => line.split(',').map((tag) => tag.trim()));
}

async function holds(context: RepositoryContext, tagOrDigest: string, digest: string): Promise<boolean> {
  return (await resolveManifest(context, tagOrDigest))?.digest === digest;
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
