import { formatRepository, type RepositoryName } from '@multiarch-mirror/oci';
import type { Config, ImageConfig } from '../config/config.ts';

/**
 * An image that somebody names by a reference, for a manifest that may have no entry for it: with the chain that is for all images,
 * at whose line it counts as standing.
 */
export function namedImage(
  { plugins }: Pick<Config, 'plugins'>,
  repository: RepositoryName,
  tags: readonly string[],
): ImageConfig {
  return {
    name: formatRepository(repository),
    position: plugins[0]?.position ?? { line: 1, column: 1 },
    source: { kind: 'repository', repository },
    repository,
    tags: { kind: 'literal', tags: [...tags] },
    platforms: 'all',
    missingPlatform: 'allow',
    transport: 'native',
    upstreamReferrers: false,
    plugins,
    minimumAge: 0,
    deny: [],
  };
}
