import { OciClient } from '@multiarch-mirror/oci';
import { type RepositoryUnderTest, repositoryContract, startRegistry } from '@multiarch-mirror/testing';
import { afterAll, describe, it } from 'vitest';
import { ensureTools } from '../../../tools/ensure.ts';
import { startDistribution } from '../support/distribution.ts';
import { startCraneRegistry, startOlareg } from '../support/other-registries.ts';

// The contract of the native transport, fulfilled by the oras command line.
const tools = await ensureTools(['oras', 'registry', 'docker-registry', 'crane', 'olareg']);
const oras = tools.missing.length > 0 ? 'oras' : tools.paths.oras;

const user = { username: 'somebody', password: 'a secret of the tests' };

interface Started {
  readonly host: string;
  close(): Promise<void>;
}

const registries: [name: string, start: () => Promise<Started>, ways?: Partial<RepositoryUnderTest>][] = [
  ['the embedded registry', () => startRegistry()],
  ['the embedded registry without referrers API', () => startRegistry({ referrersApi: false })],
  ['the embedded registry with tokens', () => startRegistry({ auth: { ...user, kind: 'token' } })],
  ['distribution 3', () => startDistribution(tools.paths.registry)],
  ['distribution 2.8', () => startDistribution(tools.paths['docker-registry'])],
  ['crane registry', () => startCraneRegistry(tools.paths.crane), { sharesBlobs: true }],
  ['olareg', () => startOlareg(tools.paths.olareg), { knowsEveryName: true }],
];

describe.skipIf(tools.missing.length > 0).each(registries)('transport oras, %s', (name, start, ways = {}) => {
  let shared: Started | undefined;
  let made = 0;
  afterAll(() => shared?.close());

  repositoryContract(
    name,
    async () => {
      // Where all repositories share their blobs, each case has a registry to itself.
      const own = ways.sharesBlobs === true ? await start() : undefined;
      shared ??= own === undefined ? await start() : undefined;
      const registry = own ?? shared;
      if (registry === undefined) throw new Error('it runs');
      const number = ++made;
      const options = { oras, registries: { [registry.host]: { auth: user } } };
      const clients = [new OciClient(options), new OciClient(options)] as const;
      const open = (client: OciClient, path: string) =>
        client.repository(
          { transport: 'registry', registry: registry.host, path: `case-${number}/${path}` },
          { writes: true, transport: 'oras' },
        );
      return {
        ...ways,
        repository: open(clients[0], 'under-test'),
        stranger: open(clients[1], 'under-test'),
        sibling: open(clients[0], 'beside-it'),
        close: async () => {
          for (const client of clients) await client.close();
          await own?.close();
        },
      };
    },
    { describe, it },
  );
});
