/** A manifest's exact bytes and what the registry read from them. */
export interface StoredManifest {
  digest: string;
  mediaType: string;
  bytes: Uint8Array;
  /** Digest of `subject`. */
  subject?: string;
  /** As in the referrers list: its own, or the config's media type (distribution-spec, "Listing Referrers"). */
  artifactType?: string;
  annotations?: Record<string, string>;
}

/** One repository: blobs that it may see, manifests and tags. */
export class StoredRepository {
  /** Digest → bytes. */
  readonly blobs: Map<string, number> = new Map();
  /** By digest. */
  readonly manifests: Map<string, StoredManifest> = new Map();
  /** Tag → digest. */
  readonly tags: Map<string, string> = new Map();

  /** By tag or digest. */
  manifest(reference: string): StoredManifest | undefined {
    return this.manifests.get(this.tags.get(reference) ?? reference);
  }

  /** In the lexical order that the distribution-spec asks for. */
  sortedTags(): string[] {
    return [...this.tags.keys()].sort();
  }

  referrers(subject: string): StoredManifest[] {
    return [...this.manifests.values()].filter((manifest) => manifest.subject === subject);
  }

  /** The manifest and every tag that points to it. */
  deleteManifest(digest: string): void {
    this.manifests.delete(digest);
    for (const [tag, target] of this.tags) if (target === digest) this.tags.delete(tag);
  }

  isEmpty(): boolean {
    return this.blobs.size === 0 && this.manifests.size === 0;
  }
}
