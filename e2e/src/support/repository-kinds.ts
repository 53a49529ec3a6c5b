import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RepositoryName } from '@multiarch-mirror/oci';
import { type RegistryOptions, startRegistry } from '@multiarch-mirror/testing';
import { startDistribution } from './distribution.ts';
import { startCraneRegistry, startOlareg } from './other-registries.ts';

/** Tools that some kind needs. */
export const kindTools = ['registry', 'docker-registry', 'crane', 'olareg'] as const;
type Paths = Readonly<Record<(typeof kindTools)[number], string>>;

/** Somewhere repositories can be. */
export interface RepositoryPlace {
  repository(path: string): RepositoryName;
  close(): Promise<void>;
}

export interface RepositoryKind {
  name: string;
  /** Whether it takes digests other than sha256. */
  sha512: boolean;
  start(paths: Paths): Promise<RepositoryPlace>;
}

/** Every registry that can be had on one machine, and layouts on disk. */
export const repositoryKinds: readonly RepositoryKind[] = [
  { name: 'embedded', sha512: true, start: () => embedded({}) },
  { name: 'embedded, no referrers API', sha512: true, start: () => embedded({ referrersApi: false }) },
  { name: 'distribution 3', sha512: false, start: ({ registry }) => distribution(registry) },
  { name: 'distribution 2.8', sha512: false, start: (paths) => distribution(paths['docker-registry']) },
  { name: 'crane', sha512: false, start: async ({ crane }) => placeOf(await startCraneRegistry(crane)) },
  { name: 'olareg', sha512: true, start: async ({ olareg }) => placeOf(await startOlareg(olareg)) },
  { name: 'OCI layout', sha512: true, start: layouts },
];

async function embedded(options: RegistryOptions): Promise<RepositoryPlace> {
  return placeOf(await startRegistry(options));
}

async function distribution(program: string): Promise<RepositoryPlace> {
  // By default it refuses manifests that name layers elsewhere.
  const validation = { manifests: { urls: { allow: ['^https://example\\.com/'] } } };
  return placeOf(await startDistribution(program, { validation }));
}

function placeOf(registry: { host: string; close(): Promise<void> }): RepositoryPlace {
  return {
    repository: (path) => ({ transport: 'registry', registry: registry.host, path }),
    close: () => registry.close(),
  };
}

async function layouts(): Promise<RepositoryPlace> {
  const directory = await mkdtemp(join(tmpdir(), 'mirror-layouts-'));
  return {
    repository: (path) => ({ transport: 'layout', directory: join(directory, path) }),
    close: () => rm(directory, { recursive: true, force: true }),
  };
}
