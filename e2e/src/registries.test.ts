import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Descriptor, OciClient } from '@multiarch-mirror/oci';
import { repositoryContract } from '@multiarch-mirror/testing';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { ensureTools } from '../../tools/ensure.ts';
import { type Distribution, startDistribution } from './support/distribution.ts';

// The contract that the embedded registry and the layout fulfil (packages/testing), fulfilled by registries that others wrote.
const tools = await ensureTools(['registry', 'docker-registry']);

describe.skipIf(tools.missing.length > 0).each([
  ['distribution 3', 'registry'],
  ['distribution 2.8', 'docker-registry'],
] as const)('%s', (name, program) => {
  let registry: Distribution;
  const clients = [1, 2].map(() => new OciClient({ retry: { baseDelay: 1 } }));
  let made = 0;

  beforeAll(async () => {
    registry = await startDistribution(tools.paths[program]);
  });
  afterAll(async () => {
    for (const client of clients) await client.close();
    await registry?.close();
  });

  repositoryContract(
    name,
    async () => {
      const number = ++made;
      const named = (path: string) =>
        ({ transport: 'registry', registry: registry.host, path: `case-${number}/${path}` }) as const;
      const [client = new OciClient(), other = client] = clients;
      return {
        repository: client.repository(named('under-test'), { writes: true }),
        stranger: other.repository(named('under-test'), { writes: true }),
        sibling: client.repository(named('beside-it'), { writes: true }),
        corrupt: (descriptor) => corrupt(registry, descriptor),
        close: async () => {},
      };
    },
    { describe, it },
  );
});

/** Distribution keeps each blob and manifest once, in a file named by its digest. It parses manifests before it answers. */
function corrupt({ storage }: Distribution, { digest, size }: Descriptor): Promise<void> {
  const [algorithm = '', hex = ''] = digest.split(':');
  const blobs = join(storage, 'docker', 'registry', 'v2', 'blobs');
  const other = `{"schemaVersion":2}${' '.repeat(size)}`.slice(0, size);
  return writeFile(join(blobs, algorithm, hex.slice(0, 2), hex, 'data'), other);
}
