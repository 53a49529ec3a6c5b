import { MirrorError } from '@multiarch-mirror/errors';
import { Contention, type Descriptor, type Repository } from '@multiarch-mirror/oci';
import type { Content } from './content.ts';
import { legacyManifest, sameLayer } from './legacy-set.ts';
import { readManifest } from './read.ts';

/** How often a tag is written again because somebody else wrote it in between. */
const attempts = 16;
/** Milliseconds, to part two that met. */
const spread = 100;

/** What a legacy tag is to hold, and what not; the content of what it is to hold is there already. */
export interface LayerChange {
  add: Descriptor[];
  remove: Descriptor[];
}

/**
 * Adds layers to a legacy tag and takes others out, keeping all that are not named: read, merged, written, and read again until
 * what was added is there and what was removed is not. No registry can compare and swap a tag; so it is looked at once more
 * right before it is written, which leaves other writers a gap of one request; who has met others looks again after that time.
 * @throws MirrorError MIRROR_ATTACH_CONFLICT when others keep overwriting it
 */
export async function writeLegacyTag(
  repository: Repository,
  tag: string,
  change: LayerChange,
): Promise<void> {
  if (change.add.length === 0 && change.remove.length === 0) return;
  const rest = new Contention(spread);
  let written: string | undefined;
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const before = await readManifest(repository, tag);
    if (written !== undefined && before?.digest !== written) rest.meet();
    const current = before?.manifest.layers ?? [];
    const layers = merged(current, change);
    if (layers === current) {
      if (rest.isOver()) return;
      await rest.watch();
      continue;
    }
    const { manifest, config } = legacyManifest(layers);
    await pushContent(repository, config);
    if ((await repository.resolve(tag))?.digest !== before?.digest) {
      rest.meet();
      continue;
    }
    if (await rest.write(() => repository.pushManifest(manifest, tag, { once: true })))
      written = manifest.descriptor.digest;
  }
  throw new MirrorError('MIRROR_ATTACH_CONFLICT', `${tag} is overwritten by another writer all the time`, {
    hint: 'Let only one process attest an image at a time, and run again.',
  });
}

/** Whether a tag with these layers is as it is to be. */
export function isApplied(layers: Descriptor[], change: LayerChange): boolean {
  return merged(layers, change) === layers;
}

/** The layers that a tag is to have; the very same list where it has them. */
function merged(layers: Descriptor[], { add, remove }: LayerChange): Descriptor[] {
  const kept = layers.filter((layer) => !remove.some((gone) => sameLayer(gone, layer)));
  const added = add.filter((descriptor) => !kept.some((layer) => sameLayer(layer, descriptor)));
  return added.length === 0 && kept.length === layers.length ? layers : [...kept, ...added];
}

export async function pushContent(repository: Repository, { descriptor, bytes }: Content): Promise<void> {
  const { mediaType, digest, size } = descriptor;
  await repository.pushBlob({ mediaType, digest, size }, async () => once(bytes), { isNew: true });
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
