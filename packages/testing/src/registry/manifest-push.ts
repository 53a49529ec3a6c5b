import { algorithmOf, digestOf } from './digest.ts';
import { parseManifest } from './parsed-manifest.ts';
import { RegistryError } from './registry-error.ts';
import type { RegistryState } from './registry-state.ts';
import type { StoredManifest } from './stored-repository.ts';

/**
 * Checks a manifest and puts it into a repository.
 * @param options.digest what the bytes must have; default: their sha256 digest.
 * @throws RegistryError MANIFEST_INVALID, DIGEST_INVALID, MANIFEST_BLOB_UNKNOWN, DENIED where an immutable tag would move
 */
export function storeManifest(
  state: RegistryState,
  repositoryName: string,
  bytes: Uint8Array,
  options: { digest?: string; tags?: string[]; mediaType?: string } = {},
): StoredManifest {
  const { blobs, children, childTypes, ...parsed } = parseManifest(bytes, options.mediaType);
  const { digest: expected, tags = [] } = options;
  checkKinds(state, parsed.mediaType, parsed.subject, childTypes);
  const actual = digestOf(bytes, expected === undefined ? 'sha256' : algorithmOf(expected));
  const digest = state.options.checksDigests === false ? (expected ?? actual) : actual;
  if (expected !== undefined && expected !== digest) {
    throw new RegistryError(400, 'DIGEST_INVALID', `the manifest's digest is ${digest}, not ${expected}`);
  }
  const known = state.repositories.get(repositoryName);
  if (state.options.sparseManifests !== true) {
    const missing =
      blobs.find((blob) => known?.blobs.has(blob) !== true) ??
      children.find((child) => known?.manifests.has(child) !== true);
    if (missing !== undefined) {
      throw new RegistryError(
        404,
        'MANIFEST_BLOB_UNKNOWN',
        `the manifest names ${missing}, which is not here`,
      );
    }
  }
  const { immutableTags = false } = state.options;
  if (immutableTags !== false) {
    const moving = tags.find((tag) => {
      const standing = known?.tags.get(tag);
      return standing !== undefined && (immutableTags === 'strict' || standing !== digest);
    });
    if (moving !== undefined) throw new RegistryError(409, 'DENIED', `tag is immutable: ${moving}`);
  }
  const manifest: StoredManifest = { ...parsed, digest, bytes };
  const repository = state.ensureRepository(repositoryName);
  repository.manifests.set(digest, manifest);
  for (const tag of tags) repository.tags.set(tag, digest);
  return manifest;
}

/** What some registries do not take, by the options. @throws RegistryError UNSUPPORTED, MANIFEST_INVALID */
function checkKinds(
  { options }: RegistryState,
  mediaType: string,
  subject: string | undefined,
  childTypes: string[],
): void {
  if (options.subjects === false && subject !== undefined) {
    throw new RegistryError(405, 'UNSUPPORTED', 'manifests with a subject are not supported');
  }
  const mixed =
    mediaType.startsWith('application/vnd.oci.') && childTypes.some((type) => type.includes('.docker.'));
  if (options.mixedIndexes === false && mixed) {
    throw new RegistryError(400, 'MANIFEST_INVALID', "an OCI index has children of Docker's types");
  }
}
