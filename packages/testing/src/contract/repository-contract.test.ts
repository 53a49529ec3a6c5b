import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OciClient, type RepositoryName } from '@multiarch-mirror/oci';
import { describe, it } from 'vitest';
import { startRegistry } from '../registry/embedded-registry.ts';
import type { RegistryOptions } from '../registry/options.ts';
import type { RepositoryUnderTest } from './contract-case.ts';
import { repositoryContract } from './repository-contract.ts';

/** Two clients' view of the same repository, and one beside it. */
function repositoriesOf(
  clients: OciClient[],
  nameOf: (name: string) => RepositoryName,
): Omit<RepositoryUnderTest, 'close'> {
  const [repository, stranger] = clients.map((client) =>
    client.repository(nameOf('under-test'), { writes: true }),
  );
  const sibling = clients[0]?.repository(nameOf('beside-it'), { writes: true });
  if (repository === undefined || stranger === undefined || sibling === undefined)
    throw new Error('two clients');
  return { repository, stranger, sibling };
}

/** Two repositories of a registry with these options, whose stored bytes are made wrong by a fault. */
async function inRegistry(options: RegistryOptions): Promise<RepositoryUnderTest> {
  const wrong = new Set<string>();
  const registry = await startRegistry({
    ...options,
    onRequest: ({ method, repository = '', reference = '' }) => {
      const digest = registry.repository(repository).manifest(reference)?.digest ?? reference;
      return method === 'GET' && wrong.has(digest) ? { kind: 'corrupt' } : undefined;
    },
  });
  const { auth } = options;
  const clients = [1, 2].map(
    () =>
      new OciClient({
        credentials: () => Promise.resolve(undefined),
        retry: { baseDelay: 1 },
        ...(auth === undefined ? {} : { registries: { [registry.host]: { auth } } }),
      }),
  );
  return {
    ...repositoriesOf(clients, (path) => ({ transport: 'registry', registry: registry.host, path })),
    tagsAnyDigest: options.tagParameter !== false,
    corrupt: ({ digest }) => {
      wrong.add(digest);
      return Promise.resolve();
    },
    close: async () => {
      for (const client of clients) await client.close();
      await registry.close();
    },
  };
}

async function onDisk(options: RegistryOptions): Promise<RepositoryUnderTest> {
  const directory = await mkdtemp(join(tmpdir(), 'contract-'));
  const subject = await inRegistry({ ...options, directory });
  return {
    ...subject,
    close: async () => {
      await subject.close();
      await rm(directory, { recursive: true });
    },
  };
}

async function inLayout(): Promise<RepositoryUnderTest> {
  const directory = await mkdtemp(join(tmpdir(), 'contract-'));
  const clients = [new OciClient(), new OciClient()];
  return {
    ...repositoriesOf(clients, (name) => ({ transport: 'layout', directory: join(directory, name) })),
    tagsAnyDigest: true,
    corrupt: async ({ digest }) => {
      const path = join(directory, 'under-test', 'blobs', ...digest.split(':'));
      const bytes = await readFile(path);
      bytes[0] = (bytes[0] ?? 0) ^ 0xff;
      await writeFile(path, bytes);
    },
    close: async () => {
      for (const client of clients) await client.close();
      await rm(directory, { recursive: true });
    },
  };
}

const user = { username: 'somebody', password: 'secret' };
const registries: [name: string, options: RegistryOptions][] = [
  ['everything', {}],
  ['no referrers API', { referrersApi: false }],
  ['no mounts and no deletes', { mounts: false, deletes: false, referrersApi: false }],
  ['no tags beside digests', { tagParameter: false }],
  ['short pages', { pageSize: 2 }],
  ['tokens', { auth: { ...user, kind: 'token' } }],
  ['Basic credentials', { auth: { ...user, kind: 'basic' }, referrersApi: false }],
];
for (const [name, options] of registries) {
  repositoryContract(`embedded registry, ${name}`, () => inRegistry(options), { describe, it });
}
for (const referrersApi of [true, false]) {
  const name = `embedded registry on disk, ${referrersApi ? 'with' : 'without'} referrers API`;
  repositoryContract(name, () => onDisk({ referrersApi }), { describe, it });
}
repositoryContract('OCI layout', inLayout, { describe, it });
