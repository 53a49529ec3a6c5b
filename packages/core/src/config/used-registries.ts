import type { Config } from './config.ts';
import { sourceRepositories } from './source-repositories.ts';

/** Every registry that an image of the manifest comes from or goes to, by `host[:port]`. */
export function usedRegistries({ images }: Pick<Config, 'images'>): Set<string> {
  const repositories = images.flatMap((image) => [image.repository, ...sourceRepositories(image)]);
  return new Set(repositories.flatMap((name) => (name.transport === 'registry' ? [name.registry] : [])));
}
