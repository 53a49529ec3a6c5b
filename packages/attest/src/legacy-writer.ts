import { MirrorError } from '@multiarch-mirror/errors';
import type { Descriptor, Repository } from '@multiarch-mirror/oci';
import type { Content } from './content.ts';
import { legacyManifest, sameLayer } from './legacy-set.ts';
import { readManifest } from './read.ts';

/** How often a tag is written again because somebody else wrote it in between. */
const attempts = 5;

/**
 * Adds layers to a legacy tag and takes others out, keeping all that are not named: read, merged, written, and read again until
 * what was added is there and what was removed is not.
 * @throws MirrorError MIRROR_ATTACH_CONFLICT when others keep overwriting it
 */
export async function writeLegacyTag(
  repository: Repository,
  tag: string,
  change: { add: Content[]; remove: Descriptor[] },
): Promise<void> {
  if (change.add.length === 0 && change.remove.length === 0) return;
  for (let attempt = 0; attempt <= attempts; attempt++) {
    const current = (await readManifest(repository, tag))?.layers ?? [];
    const kept = current.filter((layer) => !change.remove.some((gone) => sameLayer(gone, layer)));
    const missing = change.add.filter(
      ({ descriptor }) => !kept.some((layer) => sameLayer(layer, descriptor)),
    );
    if (missing.length === 0 && kept.length === current.length) return;
    const layers = [...kept, ...missing.map(({ descriptor }) => descriptor)];
    const { manifest, config } = legacyManifest(layers);
    await Promise.all([config, ...missing].map((blob) => pushContent(repository, blob)));
    await repository.pushManifest(manifest, tag);
  }
  throw new MirrorError('MIRROR_ATTACH_CONFLICT', `${tag} is overwritten by another writer all the time`, {
    hint: 'Let only one process attest an image at a time, and run again.',
  });
}

export async function pushContent(repository: Repository, { descriptor, bytes }: Content): Promise<void> {
  const { mediaType, digest, size } = descriptor;
  await repository.pushBlob({ mediaType, digest, size }, async () => once(bytes));
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
