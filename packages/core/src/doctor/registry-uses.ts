import { childRepository, formatRepository, type RepositoryName } from '@multiarch-mirror/oci';
import type { Config, ImageConfig } from '../config/config.ts';
import { sourceRepositories } from '../config/source-repositories.ts';
import { recordLocation } from '../record/record-location.ts';

/** A place that images come from or go to, and one repository of it to ask about. */
export interface RegistryUse {
  side: 'source' | 'destination';
  repository: RepositoryName;
  /** That is looked at; it need not exist. */
  tag: string;
  /** Images of this side and place. */
  images: number;
  /** What else is written there, by name: other images, and the records. */
  others: Map<string, RepositoryName>;
}

/** Each registry once for each side, each layout once. */
export function registryUses({ images, destination }: Config): RegistryUse[] {
  const uses = new Map<string, RegistryUse>();
  const note = (side: RegistryUse['side'], repository: RepositoryName, tag: string): void => {
    const place = repository.transport === 'registry' ? repository.registry : repository.directory;
    const key = `${side} ${place}`;
    const first: RegistryUse = { side, repository, tag, images: 0, others: new Map() };
    const use = uses.get(key) ?? first;
    uses.set(key, use);
    use.images += 1;
    if (side === 'source') return;
    for (const other of [repository, recordLocation(destination, repository).repository]) {
      if (other !== use.repository) use.others.set(formatRepository(other), other);
    }
  };
  for (const image of images) {
    for (const repository of sourceRepositories(image)) note('source', repository, tagOf(image));
    note('destination', image.repository, tagOf(image));
  }
  if (images.length === 0) note('destination', exampleOf(destination), 'latest');
  return [...uses.values()];
}

function tagOf({ tags }: ImageConfig): string {
  return (tags.kind === 'literal' ? tags.tags[0] : undefined) ?? 'latest';
}

/** What an image would be called: a namespace alone is no repository at many registries. */
function exampleOf(destination: RepositoryName): RepositoryName {
  return destination.transport === 'layout' ? destination : childRepository(destination, 'mirror-doctor');
}
