import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { storeBlob } from './blob-push.ts';
import { digestOf } from './digest.ts';
import { registryHandler } from './handler.ts';
import { storeManifest } from './manifest-push.ts';
import type { RegistryOptions } from './options.ts';
import type { RecordedRequest } from './recorded-request.ts';
import { RegistryState } from './registry-state.ts';
import { StoredRepository } from './stored-repository.ts';

/** A registry without a server: mount `handler` where it is wanted. */
export interface Registry {
  readonly handler: RequestListener;
  /** In order of arrival. */
  readonly requests: RecordedRequest[];
  resetRequests(): void;
  /** May be changed at any time: the next request sees it. */
  readonly options: RegistryOptions;
  /** Tokens and signatures of addresses that it has given out. */
  readonly issuedSecrets: () => string[];
  /** The names of its repositories. */
  repositoryNames(): string[];
  /** What a repository holds, past HTTP; empty where nobody has pushed yet. Its tags and manifests may be changed. */
  repository(name: string): StoredRepository;
  /** Makes an empty repository, where `newRepositories` is off. */
  createRepository(name: string): void;
  /** Puts a blob there, past HTTP, and gives its digest. */
  putBlob(repository: string, bytes: Uint8Array): Promise<string>;
  /** What a blob holds, past HTTP, whichever repository it is in. */
  readBlob(digest: string): Promise<Buffer>;
  /** Puts a manifest there, past HTTP but with the same checks, and gives its digest. */
  putManifest(repository: string, bytes: Uint8Array, options?: { tag?: string; mediaType?: string }): string;
  close(): Promise<void>;
}

/** A registry that listens on loopback. */
export interface EmbeddedRegistry extends Registry {
  /** `127.0.0.1:PORT`. */
  readonly host: string;
  /** `localhost:PORT`: the same registry under another name. */
  readonly localhost: string;
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
}

/** A registry after the OCI distribution-spec 1.1, not listening. */
export function createRegistry(options: RegistryOptions = {}): Registry {
  const state = new RegistryState({ ...options });
  return {
    handler: registryHandler(state),
    requests: state.requests,
    options: state.options,
    resetRequests: () => {
      state.requests.length = 0;
    },
    issuedSecrets: () => [...state.tokens.tokens, ...state.presigned.signatures],
    repositoryNames: () => [...state.repositories.keys()],
    repository: (name) => state.repositories.get(name) ?? new StoredRepository(),
    createRepository: (name) => {
      state.ensureRepository(name);
    },
    putBlob: async (repository, bytes) => {
      const content = await state.contents.stage();
      await content.append(piecesOf(bytes));
      const digest = digestOf(bytes);
      await storeBlob(state, repository, content, digest);
      return digest;
    },
    readBlob: async (digest) => Buffer.concat(await Array.fromAsync(state.contents.read(digest))),
    putManifest: (repository, bytes, { tag, mediaType } = {}) =>
      storeManifest(state, repository, bytes, {
        ...(tag === undefined ? {} : { tags: [tag] }),
        ...(mediaType === undefined ? {} : { mediaType }),
      }).digest,
    close: () => state.close(),
  };
}

/** Starts a registry on a free port of 127.0.0.1, plain HTTP. */
export async function startRegistry(options: RegistryOptions = {}): Promise<EmbeddedRegistry> {
  const registry = createRegistry(options);
  const server = createServer(registry.handler);
  // A connection that the server closes while a client takes it out of its pool looks like a fault that nobody asked for.
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    ...registry,
    host: `127.0.0.1:${port}`,
    localhost: `localhost:${port}`,
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await registry.close();
    },
  };
}

async function* piecesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
