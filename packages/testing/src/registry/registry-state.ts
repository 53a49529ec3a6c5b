import type { RegistryOptions } from './options.ts';
import { PresignedAddresses } from './presigned.ts';
import type { RecordedRequest } from './recorded-request.ts';
import { RegistryError } from './registry-error.ts';
import type { ContentStore, StagedContent } from './storage/content-store.ts';
import { DiskStore } from './storage/disk-store.ts';
import { MemoryStore } from './storage/memory-store.ts';
import { StoredRepository } from './stored-repository.ts';
import { TokenIssuer } from './token-issuer.ts';

export interface UploadSession {
  id: string;
  repository: string;
  content: StagedContent;
}

/** All that a registry holds. */
export class RegistryState {
  readonly options: RegistryOptions;
  readonly contents: ContentStore;
  readonly tokens: TokenIssuer;
  readonly presigned: PresignedAddresses = new PresignedAddresses();
  readonly repositories: Map<string, StoredRepository> = new Map();
  readonly uploads: Map<string, UploadSession> = new Map();
  readonly requests: RecordedRequest[] = [];
  /** Manifests that are being put now, and those that were denied once, where `flakyPuts` is set. */
  puts = 0;
  readonly deniedOnce: Set<string> = new Set();
  /** Counted where `pullLimit` is set. */
  pulls = 0;
  /** Counted for each client where `burstLimit` is set. */
  readonly bursts: Map<string, { since: number; requests: number }> = new Map();

  constructor(options: RegistryOptions) {
    this.options = options;
    this.contents = options.directory === undefined ? new MemoryStore() : new DiskStore(options.directory);
    this.tokens = new TokenIssuer(options.auth);
  }

  /** The repository to read. @throws RegistryError NAME_UNKNOWN */
  repository(name: string): StoredRepository {
    const found = this.repositories.get(name);
    if (found === undefined) throw new RegistryError(404, 'NAME_UNKNOWN', `repository not known: ${name}`);
    return found;
  }

  /** Refuses to push into what nobody has made, where the options say so. @throws RegistryError NAME_UNKNOWN */
  checkWritable(name: string): void {
    if (this.options.newRepositories === false) this.repository(name);
  }

  /** The repository to write, made where it is not there yet. */
  ensureRepository(name: string): StoredRepository {
    const found = this.repositories.get(name) ?? new StoredRepository();
    this.repositories.set(name, found);
    return found;
  }

  /** Some repository that has this blob. */
  ownerOf(digest: string): StoredRepository | undefined {
    return [...this.repositories.values()].find((repository) => repository.blobs.has(digest));
  }

  async deleteBlob(repository: StoredRepository, digest: string): Promise<void> {
    repository.blobs.delete(digest);
    if (this.ownerOf(digest) === undefined) await this.contents.remove(digest);
  }

  /** Ends what is still being uploaded. */
  async close(): Promise<void> {
    for (const { content } of this.uploads.values()) await content.discard();
    this.uploads.clear();
    await this.contents.close();
  }
}
