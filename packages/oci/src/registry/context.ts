import { MirrorError } from '@multiarch-mirror/errors';
import type { Endpoint } from '../http/endpoint.ts';
import type { Transport } from '../http/transport.ts';
import type { RegistryAbilities } from '../profiles/registry-abilities.ts';
import { type RepositoryName, referenceTo } from '../reference.ts';
import { RegistryError } from '../registry-error.ts';
import { refusesDigest, unsupportedDigest } from './digest-support.ts';
import type { KeptManifests } from './kept-manifests.ts';

/** What every request to one repository needs. */
export interface RepositoryContext {
  transport: Transport;
  endpoint: Endpoint;
  name: RepositoryName & { transport: 'registry' };
  /** What is known about the registry: shared by all of its repositories. */
  abilities: RegistryAbilities;
  /** Manifests that were just read by their tags: shared by all repositories of the client. */
  kept: KeptManifests;
  /** Ask for tokens that may push, also when reading: one token for a repository that is written to. */
  writes: boolean;
}

/** `https://HOST/v2/PATH/REST`. */
export function apiUrl({ endpoint, name }: RepositoryContext, rest: string): URL {
  return new URL(`/v2/${name.path}/${rest}`, endpoint.origin);
}

export function pullScope(context: RepositoryContext): string[] {
  return context.writes ? pushScope(context) : [`repository:${context.name.path}:pull`];
}

export function pushScope({ name }: RepositoryContext): string[] {
  return [`repository:${name.path}:pull,push`];
}

/**
 * Runs a request and tells its errors which reference they are about.
 * @throws MirrorError MIRROR_DIGEST_UNSUPPORTED where the registry knows no such digests
 */
export async function about<T>(
  context: RepositoryContext,
  tagOrDigest: string | undefined,
  request: () => Promise<T>,
): Promise<T> {
  try {
    return await request();
  } catch (thrown) {
    if (!(thrown instanceof MirrorError)) throw thrown;
    const { name } = context;
    const error = explained(thrown, tagOrDigest ?? '');
    const reference =
      tagOrDigest === undefined ? `${name.registry}/${name.path}` : referenceTo(name, tagOrDigest);
    throw error.at({ registry: name.registry, reference });
  }
}

function explained(error: MirrorError, digest: string): MirrorError {
  const refused = error instanceof RegistryError && refusesDigest(error, digest);
  return refused ? unsupportedDigest(digest, 'takes no % digests', error) : error;
}
