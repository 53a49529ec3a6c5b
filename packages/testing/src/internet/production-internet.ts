import type { RequestListener } from 'node:http';
import { createRegistry, type Registry } from '../registry/embedded-registry.ts';
import type { RegistryOptions } from '../registry/options.ts';
import { profileUser, registryProfiles } from '../registry/profiles.ts';
import type { WorkflowClaims } from '../sigstore/identity-issuer.ts';
import { type LocalSigstore, startSigstore } from '../sigstore/local-sigstore.ts';
import { type ClosedInternet, openClosedInternet } from './closed-internet.ts';
import { createGithubApi, type GithubApi } from './github-api.ts';
import { productionHosts } from './production-hosts.ts';

export interface ProductionOptions {
  /** What GitHub's tokens say of the run that asks for them. */
  workflow?: WorkflowClaims;
  /** Whoever may push to GHCR: a user with a token, by the same name at Docker Hub. Default: `profileUser`. */
  user?: { username: string; password: string };
  /** What writing to GitHub's API needs. Default: the user's password. */
  githubToken?: string;
  /** On top of their profiles. */
  ghcr?: RegistryOptions;
  dockerHub?: RegistryOptions;
  /** Further hosts. */
  others?: Readonly<Record<string, RequestListener>>;
}

/**
 * The internet as a production run sees it: GHCR, Docker Hub, GitHub's token endpoint and API, and public Sigstore, each under its own
 * name and behaving as it does. Manifests and commands that name them work unchanged.
 */
export interface ProductionInternet extends ClosedInternet {
  readonly ghcr: Registry;
  readonly dockerHub: Registry;
  readonly github: GithubApi;
  readonly sigstore: LocalSigstore;
  readonly user: { username: string; password: string };
  /** @throws Error naming hosts that somebody asked for and that are not there */
  readonly close: () => Promise<void>;
}

const { ghcr, dockerHub, github, sigstore } = productionHosts;

export async function openProductionInternet(options: ProductionOptions = {}): Promise<ProductionInternet> {
  const user = options.user ?? profileUser;
  const registries = {
    ghcr: createRegistry({
      ...registryProfiles.ghcr,
      auth: { ...user, kind: 'token', anonymousPull: true, service: ghcr.api },
      blobsElsewhere: ghcr.blobs,
      // What users report, for each client; the profile's own is there to be met at once.
      burstLimit: { requests: 2000, milliseconds: 60_000, status: 403 },
      ...options.ghcr,
    }),
    dockerHub: createRegistry({
      ...registryProfiles['docker-hub'],
      auth: {
        ...user,
        kind: 'token',
        anonymousPull: true,
        realm: `https://${dockerHub.tokens}/token`,
        service: 'registry.docker.io',
      },
      blobsElsewhere: dockerHub.blobs,
      ...options.dockerHub,
    }),
  };
  const parts = {
    ...registries,
    github: createGithubApi(options.githubToken ?? user.password),
    sigstore: await startSigstore({
      ...(options.workflow === undefined ? {} : { workflow: options.workflow }),
      addresses: {
        oidc: `https://${sigstore.oidc}`,
        fulcio: `https://${sigstore.fulcio}`,
        rekor: `https://${sigstore.rekor}`,
        tuf: `https://${sigstore.tuf}`,
      },
    }),
  };
  const { listeners } = parts.sigstore;
  const internet = await openClosedInternet({
    [ghcr.api]: parts.ghcr.handler,
    [ghcr.blobs]: parts.ghcr.handler,
    ...Object.fromEntries(dockerHub.api.map((name) => [name, parts.dockerHub.handler])),
    [dockerHub.tokens]: parts.dockerHub.handler,
    [dockerHub.blobs]: parts.dockerHub.handler,
    [github.api]: parts.github.listener,
    [sigstore.oidc]: listeners.oidc,
    [sigstore.fulcio]: listeners.fulcio,
    [sigstore.rekor]: listeners.rekor,
    [sigstore.tuf]: listeners.tuf,
    ...options.others,
  });
  const { close: closeProxy } = internet;
  const close = async (): Promise<void> => {
    await closeProxy();
    await Promise.all([parts.ghcr.close(), parts.dockerHub.close(), parts.sigstore.close()]);
    if (internet.strangers.length > 0)
      throw new Error(`asked for, and not there: ${[...new Set(internet.strangers)].join(', ')}`);
  };
  return Object.assign(internet, parts, { user, close });
}
