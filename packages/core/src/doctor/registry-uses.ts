import { parseReference, type RepositoryName } from '@multiarch-mirror/oci';
import type { Config, ImageConfig } from '../config/config.ts';

/** A place that images come from or go to, and one repository of it to ask about. */
export interface RegistryUse {
  side: 'source' | 'destination';
  repository: RepositoryName;
  /** That is looked at; it need not exist. */
  tag: string;
  /** Images of this side and place. */
  images: number;
}

/** Each registry once for each side, each layout once. */
export function registryUses({ images, destination }: Config): RegistryUse[] {
  const uses = new Map<string, RegistryUse>();
  const note = (side: RegistryUse['side'], repository: RepositoryName, tag: string): void => {
    const place = repository.transport === 'registry' ? repository.registry : repository.directory;
    const key = `${side} ${place}`;
    const known = uses.get(key);
    if (known === undefined) uses.set(key, { side, repository, tag, images: 1 });
    else known.images += 1;
  };
  for (const image of images) {
    for (const repository of sourcesOf(image)) note('source', repository, tagOf(image));
    note('destination', image.repository, tagOf(image));
  }
  if (images.length === 0) note('destination', destination, 'latest');
  return [...uses.values()];
}

function sourcesOf({ source }: ImageConfig): RepositoryName[] {
  if (source.kind === 'repository') return [source.repository];
  return source.parts.map(({ template }) => parseReference(template.replaceAll('{tag}', 'tag')).repository);
}

function tagOf({ tags }: ImageConfig): string {
  return (tags.kind === 'literal' ? tags.tags[0] : undefined) ?? 'latest';
}
