import { toMirrorError } from '@multiarch-mirror/errors';
import {
  formatPlatform,
  formatReference,
  formatRepository,
  OciClient,
  planImage,
  type RepositoryName,
} from '@multiarch-mirror/oci';
import type { Config } from '../config/config.ts';
import { clientOptions } from '../session/client-options.ts';

/** What a repository upstream has, before it is in the manifest. */
export interface SourceReader extends AsyncDisposable {
  /** Every tag. */
  tags(): Promise<string[]>;
  has(tag: string): Promise<boolean>;
  /** The platforms of what a tag stands for, `[]` for an artifact. */
  platforms(tag: string): Promise<string[]>;
}

/**
 * Reads a repository with what the manifest says about its registry. All errors are MirrorErrors of the side `source`.
 */
export function readSource(
  config: Pick<Config, 'registries'>,
  name: RepositoryName,
  signal: AbortSignal,
): SourceReader {
  const client = new OciClient(clientOptions(config, signal));
  const repository = client.repository(name);
  const at = async <T>(reference: string, ask: () => Promise<T>): Promise<T> => {
    try {
      return await ask();
    } catch (thrown) {
      throw toMirrorError(thrown).at({ side: 'source', reference });
    }
  };
  const reference = (tag: string): string => formatReference({ repository: name, tag });
  return {
    tags: () => at(formatRepository(name), () => repository.tags()),
    has: (tag) => at(reference(tag), async () => (await repository.resolve(tag)) !== undefined),
    platforms: (tag) =>
      at(reference(tag), async () => {
        const { platforms } = await planImage(repository, await repository.manifest(tag), 'all');
        return [...new Set(platforms.map(({ platform }) => formatPlatform(platform)))];
      }),
    [Symbol.asyncDispose]: () => client.close(),
  };
}
