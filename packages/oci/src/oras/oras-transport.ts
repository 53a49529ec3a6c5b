import type { CredentialSource } from '../auth/credentials.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { formatRepository, type RepositoryName } from '../reference.ts';
import { OrasProgram } from './oras-program.ts';
import { OrasRepository } from './oras-repository.ts';
import { RegistryConfigs } from './registry-config.ts';

export interface OrasTransportOptions {
  credentials: CredentialSource;
  endpoint: (registry: string) => Endpoint;
  /** Default: `oras`, on PATH. */
  program?: string | undefined;
  signal?: AbortSignal | undefined;
}

/** Repositories that are reached by the `oras` command line, with a client's credentials and settings. */
export class OrasTransport {
  readonly #options: OrasTransportOptions;
  readonly #configs: RegistryConfigs;
  readonly #program: OrasProgram;
  readonly #repositories = new Map<string, OrasRepository>();

  constructor(options: OrasTransportOptions) {
    const { program, signal } = options;
    this.#options = options;
    this.#configs = new RegistryConfigs(options.credentials);
    this.#program = new OrasProgram({ configs: this.#configs, program, signal });
  }

  /** The repository of this name: the same object for each call. */
  repository(name: RepositoryName & { transport: 'registry' }): OrasRepository {
    const key = formatRepository(name);
    const repository =
      this.#repositories.get(key) ??
      new OrasRepository(name, this.#options.endpoint(name.registry), this.#program);
    this.#repositories.set(key, repository);
    return repository;
  }

  /** Takes the files with the credentials away. */
  close(): Promise<void> {
    return this.#configs.remove();
  }
}
