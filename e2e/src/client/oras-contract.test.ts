import { OciClient } from '@multiarch-mirror/oci';
import { type EmbeddedRegistry, repositoryContract, startRegistry } from '@multiarch-mirror/testing';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { ensureTools } from '../../../tools/ensure.ts';
import { type Distribution, startDistribution } from '../support/distribution.ts';

// The contract of the native transport, fulfilled by the oras command line.
const tools = await ensureTools(['oras', 'registry', 'docker-registry']);
const oras = tools.missing.length > 0 ? 'oras' : tools.paths.oras;

const user = { username: 'somebody', password: 'a secret of the tests' };

const registries: [name: string, start: () => Promise<EmbeddedRegistry | Distribution>][] = [
  ['the embedded registry', () => startRegistry()],
  ['the embedded registry without referrers API', () => startRegistry({ referrersApi: false })],
  ['the embedded registry with tokens', () => startRegistry({ auth: { ...user, kind: 'token' } })],
  ['distribution 3', () => startDistribution(tools.paths.registry)],
  ['distribution 2.8', () => startDistribution(tools.paths['docker-registry'])],
];

describe.skipIf(tools.missing.length > 0).each(registries)('transport oras, %s', (name, start) => {
  let registry: EmbeddedRegistry | Distribution;
  let made = 0;

  beforeAll(async () => {
    registry = await start();
  });
  afterAll(() => registry?.close());

  repositoryContract(
    name,
    () => {
      const number = ++made;
      const options = { oras, registries: { [registry.host]: { auth: user } } };
      const clients = [new OciClient(options), new OciClient(options)] as const;
      const open = (client: OciClient, path: string) =>
        client.repository(
          { transport: 'registry', registry: registry.host, path: `case-${number}/${path}` },
          { writes: true, transport: 'oras' },
        );
      return Promise.resolve({
        repository: open(clients[0], 'under-test'),
        stranger: open(clients[1], 'under-test'),
        sibling: open(clients[0], 'beside-it'),
        close: async () => {
          for (const client of clients) await client.close();
        },
      });
    },
    { describe, it },
  );
});
