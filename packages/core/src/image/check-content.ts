import { MirrorError } from '@multiarch-mirror/errors';
import {
  type Descriptor,
  isForeignLayer,
  isIndex,
  parseImageIndex,
  parseImageManifest,
  type RepositoryReader,
} from '@multiarch-mirror/oci';

/**
 * Reads and hashes a manifest and all below it, and asks for every config and layer.
 * @throws MirrorError for the first that is missing or wrong: `isIncomplete` knows it
 */
export async function checkContent(repository: RepositoryReader, digest: string): Promise<void> {
  const raw = await repository.manifest(digest);
  if (isIndex(raw.descriptor.mediaType)) {
    await Promise.all(parseImageIndex(raw).manifests.map((child) => checkContent(repository, child.digest)));
    return;
  }
  const { config, layers } = parseImageManifest(raw);
  await Promise.all([config, ...layers].map((blob) => checkBlob(repository, digest, blob)));
}

async function checkBlob(repository: RepositoryReader, manifest: string, blob: Descriptor): Promise<void> {
  // Layers that are fetched from elsewhere by design (image-spec, "Non-distributable layers") need not be here.
  if (isForeignLayer(blob) || (await repository.hasBlob(blob))) return;
  throw new MirrorError('MIRROR_BLOB_UNKNOWN', `${blob.digest} of ${manifest} is not at the destination`);
}

const incomplete = new Set([
  'MIRROR_MANIFEST_UNKNOWN',
  'MIRROR_BLOB_UNKNOWN',
  'MIRROR_DIGEST_MISMATCH',
  'MIRROR_SIZE_MISMATCH',
  'MIRROR_MANIFEST_INVALID',
]);

/** Whether the error says that content is not as it should be; any other is the registry's. */
export function isIncomplete(thrown: unknown): thrown is MirrorError {
  return thrown instanceof MirrorError && incomplete.has(thrown.code);
}

/** Whether everything at and below a manifest is there. @throws what the registry's own faults are */
export async function isWhole(repository: RepositoryReader, digest: string): Promise<boolean> {
  try {
    await checkContent(repository, digest);
    return true;
  } catch (thrown) {
    if (isIncomplete(thrown)) return false;
    throw thrown;
  }
}
