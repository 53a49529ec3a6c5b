import { OciClient } from '@multiarch-mirror/oci';
import { type RepositoryUnderTest, repositoryContract } from '@multiarch-mirror/testing';
import { describe, it } from 'vitest';
import { ensureTools } from '../../../tools/ensure.ts';
import { startCraneRegistry, startOlareg } from '../support/other-registries.ts';

// Beside the two lines of distribution: registries of other families, each started anew for each case.
const tools = await ensureTools(['crane', 'olareg']);

describe.skipIf(tools.missing.length > 0).each([
  // Its manual: blobs are kept without a name of their repository.
  ['crane registry', () => startCraneRegistry(tools.paths.crane), { sharesBlobs: true }],
  ['olareg', () => startOlareg(tools.paths.olareg), { knowsEveryName: true, tagsAnyDigest: true }],
] as const)('%s', (name, start, ways) => {
  repositoryContract(
    name,
    async (): Promise<RepositoryUnderTest> => {
      const registry = await start();
      const [client, other] = [new OciClient(), new OciClient()];
      const named = (path: string) => ({ transport: 'registry', registry: registry.host, path }) as const;
      return {
        ...ways,
        repository: client.repository(named('case/under-test'), { writes: true }),
        stranger: other.repository(named('case/under-test'), { writes: true }),
        sibling: client.repository(named('case/beside-it'), { writes: true }),
        close: async () => {
          await client.close();
          await other.close();
          await registry.close();
        },
      };
    },
    { describe, it },
  );
});
