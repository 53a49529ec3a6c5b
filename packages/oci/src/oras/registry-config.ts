import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CredentialSource, Credentials } from '../auth/credentials.ts';

/** How docker's configuration names Docker Hub. */
const dockerHubKey = 'https://index.docker.io/v1/';

/**
 * Credentials for programs that read docker's configuration: a file for each repository, which only this user can read, in a
 * directory that goes away with the client. So no password stands on a command line, and the program sees no other's.
 */
export class RegistryConfigs {
  readonly #credentials: CredentialSource;
  readonly #files = new Map<string, Promise<string>>();
  #directory: Promise<string> | undefined;

  constructor(credentials: CredentialSource) {
    this.#credentials = credentials;
  }

  /** The directory of the files; nobody else uses it. */
  directory(): Promise<string> {
    this.#directory ??= mkdtemp(join(tmpdir(), 'mirror-oras-'));
    return this.#directory;
  }

  /** The path of a `config.json` with the credentials for this repository, or with none where there are none. */
  file(registry: string, path: string): Promise<string> {
    const key = `${registry}/${path}`;
    const file = this.#files.get(key) ?? this.#write(registry, path, this.#files.size);
    this.#files.set(key, file);
    return file;
  }

  async remove(): Promise<void> {
    const directory = await this.#directory;
    if (directory !== undefined) await rm(directory, { recursive: true, force: true });
  }

  async #write(registry: string, path: string, number: number): Promise<string> {
    const credentials = await this.#credentials(registry, path);
    const file = join(await this.directory(), `config-${number}.json`);
    const auths = credentials === undefined ? {} : { [keyOf(registry)]: entryOf(credentials) };
    await writeFile(file, JSON.stringify({ auths }), { mode: 0o600 });
    return file;
  }
}

function keyOf(registry: string): string {
  return registry === 'docker.io' ? dockerHubKey : registry;
}

function entryOf(credentials: Credentials): Record<string, string> {
  if ('identityToken' in credentials) return { identitytoken: credentials.identityToken };
  if ('registryToken' in credentials) return { registrytoken: credentials.registryToken };
  const { username, password } = credentials;
  return { auth: Buffer.from(`${username}:${password}`).toString('base64') };
}
