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
  const { blobs, children, ...parsed } = parseManifest(bytes, options.mediaType);
  const { digest: expected, tags = [] } = options;
  const digest = digestOf(bytes, expected === undefined ? 'sha256' : algorithmOf(expected));
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
  if (state.options.immutableTags === true) {
    const moving = tags.find((tag) => (known?.tags.get(tag) ?? digest) !== digest);
    if (moving !== undefined) throw new RegistryError(409, 'DENIED', `tag is immutable: ${moving}`);
  }
  const manifest: StoredManifest = { ...parsed, digest, bytes };
  const repository = state.ensureRepository(repositoryName);
  repository.manifests.set(digest, manifest);
  for (const tag of tags) repository.tags.set(tag, digest);
  return manifest;
}
