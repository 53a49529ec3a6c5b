import { parseReference, type RepositoryName } from '@multiarch-mirror/oci/names';
import type { Config, ImageConfig } from './config.ts';

/** Every registry that an image of the manifest comes from or goes to, by `host[:port]`. */
export function usedRegistries({ images }: Pick<Config, 'images'>): Set<string> {
  const repositories = images.flatMap((image) => [image.repository, ...sourceRepositories(image)]);
  return new Set(repositories.flatMap((name) => (name.transport === 'registry' ? [name.registry] : [])));
}

function sourceRepositories({ source }: ImageConfig): RepositoryName[] {
  if (source.kind === 'repository') return [source.repository];
  return source.parts.map(({ template }) => parseReference(template.replaceAll('{tag}', 'tag')).repository);
}
