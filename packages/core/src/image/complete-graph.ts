import {
  blobsOf,
  type Descriptor,
  isForeignLayer,
  isIndex,
  parseImageIndex,
  type RawManifest,
  type Repository,
  type RepositoryReader,
} from '@multiarch-mirror/oci';

/**
 * Brings over what is missing below a root that the destination has already: a registry's clean-up may have taken platforms or layers
 * away, and a copy would take the root for the sign that all is there.
 */
export async function completeGraph(
  from: RepositoryReader,
  to: Repository,
  root: Descriptor | RawManifest,
): Promise<void> {
  const raw = 'bytes' in root ? root : await from.manifest(root.digest);
  if (isIndex(raw.descriptor.mediaType)) {
    for (const child of parseImageIndex(raw).manifests) await completeGraph(from, to, child);
  } else {
    for (const blob of blobsOf(raw)) {
      if (!isForeignLayer(blob)) await to.pushBlob(blob, () => from.blob(blob));
    }
  }
  await to.pushManifest(raw);
}
