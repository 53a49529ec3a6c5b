import { resolve } from 'node:path';
import { type CredentialSource, credentialsOf } from './auth/credentials.ts';
import { dockerCredentials } from './auth/docker-config.ts';
import { type Endpoint, endpointOf } from './http/endpoint.ts';
import { defaultRetryPolicy, type RetryPolicy } from './http/retry.ts';
import type { Statistics } from './http/statistics.ts';
import { Transport } from './http/transport.ts';
import { LayoutRepository } from './layout/layout-repository.ts';
import { formatRepository, type RepositoryName } from './reference.ts';
import { RegistryRepository } from './registry/registry-repository.ts';
import type { Repository } from './repository.ts';

/** What is said about one registry. */
export interface RegistrySettings {
  /** Plain HTTP. Default: only for loopback. */
  insecure?: boolean;
  /** Requests at once. */
  concurrency?: number;
  /** Instead of what the credential source finds. */
  auth?: { username: string; password: string };
}

export interface OciClientOptions {
  /** By `host[:port]`; `docker.io` for Docker Hub. */
  registries?: Record<string, RegistrySettings>;
  /** Default: docker's configuration. */
  credentials?: CredentialSource;
  /** Ends everything that is going on, with MIRROR_INTERRUPTED. */
  signal?: AbortSignal;
  userAgent?: string;
  retry?: Partial<RetryPolicy>;
}

const defaultUserAgent = 'multiarch-mirror/0.1';

/**
 * Access to registries and layouts. A client has connections, tokens and counters of its own; what it learns about a
 * repository is kept as long as it lives.
 */
export class OciClient {
  readonly #options: OciClientOptions;
  readonly #transport: Transport;
  readonly #repositories = new Map<string, RegistryRepository>();
  readonly #layouts = new Map<string, LayoutRepository>();

  constructor(options: OciClientOptions = {}) {
    this.#options = options;
    const source = options.credentials ?? dockerCredentials();
    this.#transport = new Transport({
      credentials: async (registry) => {
        const auth = options.registries?.[registry]?.auth;
        return auth === undefined ? source(registry) : credentialsOf(auth.username, auth.password);
      },
      endpoint: (registry) => this.#endpoint(registry),
      concurrency: (registry) => options.registries?.[registry]?.concurrency,
      retry: { ...defaultRetryPolicy, ...options.retry },
      userAgent: options.userAgent ?? defaultUserAgent,
      signal: options.signal,
    });
  }

  /**
   * The repository of this name: the same object for each call. With `writes`, tokens are asked for that may push, so that
   * reading and writing need one token, not two.
   */
  repository(name: RepositoryName, options: { writes?: boolean } = {}): Repository {
    if (name.transport === 'layout') {
      const directory = resolve(name.directory);
      const layout = this.#layouts.get(directory) ?? new LayoutRepository(name.directory);
      this.#layouts.set(directory, layout);
      return layout;
    }
    const key = formatRepository(name);
    const repository = this.#repositories.get(key) ?? this.#open(name);
    this.#repositories.set(key, repository);
    if (options.writes === true) repository.expectWrites();
    return repository;
  }

  /** Requests and bytes since the client was made, by host and kind. */
  get statistics(): Statistics {
    return this.#transport.counter.snapshot();
  }

  /** Closes every connection, those in use too. */
  close(): Promise<void> {
    return this.#transport.close();
  }

  #open(name: RepositoryName & { transport: 'registry' }): RegistryRepository {
    const endpoint = this.#endpoint(name.registry);
    return new RegistryRepository({ transport: this.#transport, endpoint, name, writes: false });
  }

  #endpoint(registry: string): Endpoint {
    return endpointOf(registry, this.#options.registries?.[registry]?.insecure);
  }
}
