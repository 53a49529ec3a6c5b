import type { Repository } from '@multiarch-mirror/oci';
import type { BuiltArtifact } from './artifact.ts';
import type { BuiltManifest } from './image-index.ts';

/**
 * Pushes an image, an index with all that it names, or an artifact: blobs first, then children, then itself.
 * @param tag of the outermost manifest; default: untagged.
 */
export async function pushImage(repository: Repository, built: BuiltManifest, tag?: string): Promise<void> {
  if (built.kind === 'index') {
    for (const member of built.members) await pushImage(repository, member);
  } else {
    await pushBlobs(repository, built);
  }
  await repository.pushManifest(built.manifest, tag);
}

/** The blobs of an image or artifact alone, where something else pushes the manifest; not those that live elsewhere. */
export async function pushBlobs(
  repository: Repository,
  { config, layers }: Pick<BuiltArtifact, 'config' | 'layers'>,
): Promise<void> {
  for (const { descriptor, open } of [config, ...layers]) {
    if (descriptor.urls === undefined) await repository.pushBlob(descriptor, open);
  }
}
