import { resolve } from 'node:path';
import { type CredentialSource, credentialsOf } from './auth/credentials.ts';
import { environmentCredentials } from './auth/environment-credentials.ts';
import { type Endpoint, endpointOf } from './http/endpoint.ts';
import { defaultRetryPolicy, type RetryPolicy } from './http/retry.ts';
import type { Statistics } from './http/statistics.ts';
import { Transport } from './http/transport.ts';
import { defaultUserAgent } from './http/user-agent.ts';
import { LayoutRepository } from './layout/layout-repository.ts';
import { OrasTransport } from './oras/oras-transport.ts';
import { formatRepository, type RepositoryName } from './reference.ts';
import type { RepositoryContext } from './registry/context.ts';
import { examine, type RegistryFinding } from './registry/examine.ts';
import { KeptManifests } from './registry/kept-manifests.ts';
import { RegistryRepository } from './registry/registry-repository.ts';
import type { Repository } from './repository.ts';

/** What is said about one registry. */
export interface RegistrySettings {
  /** Plain HTTP. Default: only for loopback. */
  insecure?: boolean;
  /** Requests at once. Default: what its profile says. */
  concurrency?: number;
  /** A PEM file with certificate authorities that are trusted for this registry, beside the usual ones. */
  ca?: string;
  /** The name of its profile (`harbor`, say), where neither its host nor its answers tell. */
  profile?: string;
  /** Milliseconds that it may say nothing before it is taken for gone. Default: five minutes, as some need for the commit of a large blob. */
  timeout?: number;
  /** Instead of what the credential source finds. */
  auth?: { username: string; password: string };
}

export interface OciClientOptions {
  /** By `host[:port]`; `docker.io` for Docker Hub. */
  registries?: Record<string, RegistrySettings>;
  /** Default: docker's and podman's files, see `environmentCredentials`. */
  credentials?: CredentialSource;
  /** Ends everything that is going on, with MIRROR_INTERRUPTED. */
  signal?: AbortSignal;
  userAgent?: string;
  retry?: Partial<RetryPolicy>;
  /** The program of the second transport. Default: `oras`, on PATH. */
  oras?: string;
}

export interface RepositoryOptions {
  /** Tokens are asked for that may push, so that reading and writing need one token, not two. */
  writes?: boolean;
  /** `oras`: by the `oras` command line. A layout is always read and written here. Default: `native`. */
  transport?: 'native' | 'oras';
}

/**
 * Access to registries and layouts. A client has connections, tokens and counters of its own; what it learns about a
 * repository is kept as long as it lives.
 */
export class OciClient {
  readonly #options: OciClientOptions;
  readonly #credentials: CredentialSource;
  readonly #transport: Transport;
  readonly #repositories = new Map<string, RegistryRepository>();
  readonly #layouts = new Map<string, LayoutRepository>();
  readonly #oras: OrasTransport;
  readonly #kept = new KeptManifests();

  constructor(options: OciClientOptions = {}) {
    this.#options = options;
    const source = options.credentials ?? environmentCredentials();
    const credentials: CredentialSource = async (registry, path) => {
      const auth = options.registries?.[registry]?.auth;
      return auth === undefined ? source(registry, path) : credentialsOf(auth.username, auth.password);
    };
    this.#credentials = credentials;
    this.#oras = new OrasTransport({
      credentials,
      endpoint: (registry) => this.#endpoint(registry),
      program: options.oras,
      signal: options.signal,
    });
    this.#transport = new Transport({
      credentials,
      endpoint: (registry) => this.#endpoint(registry),
      concurrency: (registry) => options.registries?.[registry]?.concurrency,
      profile: (registry) => options.registries?.[registry]?.profile,
      retry: { ...defaultRetryPolicy, ...options.retry },
      userAgent: options.userAgent ?? defaultUserAgent,
      signal: options.signal,
    });
  }

  /** The repository of this name: the same object for each call with the same transport. */
  repository(name: RepositoryName, options: RepositoryOptions = {}): Repository {
    if (name.transport === 'layout') {
      const directory = resolve(name.directory);
      const layout = this.#layouts.get(directory) ?? new LayoutRepository(name.directory);
      this.#layouts.set(directory, layout);
      return layout;
    }
    if (options.transport === 'oras') return this.#oras.repository(name);
    const key = formatRepository(name);
    const repository = this.#repositories.get(key) ?? this.#open(name);
    this.#repositories.set(key, repository);
    if (options.writes === true) repository.expectWrites();
    return repository;
  }

  /**
   * Finds out what a registry can do and what an account may do in one of its repositories. Nothing is changed there.
   * @param tag that is looked at; it need not exist @param writes ask also for what only who writes needs
   */
  async examine(
    name: RepositoryName & { transport: 'registry' },
    { tag, writes }: { tag: string; writes: boolean },
  ): Promise<RegistryFinding & { anonymous: boolean; insecure: boolean }> {
    const context = this.#context(name, writes);
    const found = await this.#credentials(name.registry, name.path);
    const insecure = context.endpoint.origin.protocol === 'http:';
    return { ...(await examine(context, tag, writes)), anonymous: found === undefined, insecure };
  }

  /** Requests and bytes since the client was made, by host and kind. */
  get statistics(): Statistics {
    return this.#transport.counter.snapshot();
  }

  /** Closes every connection, those in use too. */
  async close(): Promise<void> {
    await this.#oras.close();
    await this.#transport.close();
  }

  #open(name: RepositoryName & { transport: 'registry' }): RegistryRepository {
    return new RegistryRepository(this.#context(name, false));
  }

  #context(name: RepositoryName & { transport: 'registry' }, writes: boolean): RepositoryContext {
    const endpoint = this.#endpoint(name.registry);
    const abilities = this.#transport.abilities(name.registry);
    return { transport: this.#transport, endpoint, name, abilities, kept: this.#kept, writes };
  }

  #endpoint(registry: string): Endpoint {
    return endpointOf(registry, this.#options.registries?.[registry]);
  }
}
