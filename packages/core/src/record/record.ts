import type { UpstreamReference } from '../plugin/image-context.ts';

/** What a run knew of a destination repository when it published there: a cache, never the truth. */
export interface RepositoryRecord {
  version: 1;
  /** The destination repository, for people who look at it. */
  repository: string;
  tags: Record<string, RecordedTag>;
  /** When a digest was first seen upstream (ISO 8601), for those that `minimumAge` holds back. */
  seen: Record<string, string>;
}

/** A tag as it was published. */
export interface RecordedTag {
  /** What the tag points to at the destination. */
  digest: string;
  upstream: UpstreamReference[];
  platforms: { platform: string; digest: string }[];
  /** Platforms that upstream did not have. */
  missing: string[];
  /** What the content depends on: sources and platforms asked for. */
  content: string;
  /** What the attestations depend on: the chain, its options, the format. */
  chain: string;
  /** Of `latest`: the version that it follows. */
  follows?: string;
}

export function emptyRecord(repository: string): RepositoryRecord {
  return { version: 1, repository, tags: {}, seen: {} };
}

/** What one run changed in a record; merged into whatever stands there when it is written. */
export interface RecordChanges {
  tags: Record<string, RecordedTag>;
  seen: Record<string, string>;
}

/** The record with the changes of this run; entries of other runs stay. `seen` keeps the earlier date. */
export function mergeRecord(record: RepositoryRecord, changes: RecordChanges): RepositoryRecord {
  const seen = { ...changes.seen, ...record.seen };
  const merged = { ...record, tags: { ...record.tags, ...changes.tags }, seen };
  // Digests that were published need no date any more.
  for (const tag of Object.values(merged.tags)) for (const { digest } of tag.upstream) delete seen[digest];
  return merged;
}

/** Whether a value out of a stored record has the shape of an entry; others are dropped and looked at closely. */
export function isRecordedTag(value: unknown): value is RecordedTag {
  if (typeof value !== 'object' || value === null) return false;
  const entry = value as Partial<RecordedTag>;
  return (
    typeof entry.digest === 'string' &&
    typeof entry.content === 'string' &&
    typeof entry.chain === 'string' &&
    Array.isArray(entry.upstream) &&
    entry.upstream.every((part) => typeof part?.digest === 'string' && typeof part.reference === 'string') &&
    Array.isArray(entry.platforms) &&
    Array.isArray(entry.missing)
  );
}
