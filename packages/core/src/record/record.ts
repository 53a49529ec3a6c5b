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
  /** Of a tag that came by `mirror import`: what was attached to it there, in short. */
  imported?: string;
}

export function emptyRecord(repository: string): RepositoryRecord {
  return { version: 1, repository, tags: dictionary({}), seen: dictionary({}) };
}

/**
 * What was read as JSON, as a record of this repository: whatever does not have the shape of an entry is left out. Undefined
 * where it is no record, or one of another repository (a hash collision, a copied tag).
 */
export function parseRecord(value: unknown, repository: string): RepositoryRecord | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const {
    version,
    repository: subject,
    tags,
    seen,
  } = value as Partial<Record<keyof RepositoryRecord, unknown>>;
  if (version !== 1 || subject !== repository) return undefined;
  const strings = new Map<string, string>();
  return {
    version,
    repository,
    tags: dictionary(
      Object.fromEntries(
        entriesOf(tags).flatMap(([tag, entry]) =>
          isRecordedTag(entry) ? [[tag, compact(entry, strings)]] : [],
        ),
      ),
    ),
    seen: dictionary(
      Object.fromEntries(entriesOf(seen).flatMap(([digest, date]) => (isDate(date) ? [[digest, date]] : []))),
    ),
  };
}

/** Each string once: the tags of a repository share most of them, and JSON gives each its own copy. */
function compact(entry: RecordedTag, strings: Map<string, string>): RecordedTag {
  const shared = (text: string): string => {
    const known = strings.get(text);
    if (known === undefined) strings.set(text, text);
    return known ?? text;
  };
  return {
    ...entry,
    digest: shared(entry.digest),
    upstream: entry.upstream.map((part) => ({
      ...part,
      reference: shared(part.reference),
      digest: shared(part.digest),
    })),
    platforms: entry.platforms.map(({ platform, digest }) => ({
      platform: shared(platform),
      digest: shared(digest),
    })),
    content: shared(entry.content),
    chain: shared(entry.chain),
  };
}

function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

function isDate(value: unknown): value is string {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value));
}

/** Without a prototype: `constructor` and `__proto__` are tags like others. */
export function dictionary<Value>(values: Record<string, Value>): Record<string, Value> {
  return Object.assign(Object.create(null) as Record<string, Value>, values);
}

/** What one run changed in a record; merged into whatever stands there when it is written. */
export interface RecordChanges {
  tags: Record<string, RecordedTag>;
  seen: Record<string, string>;
}

/** The record with the changes of this run; entries of other runs stay. `seen` keeps the earlier date. */
export function mergeRecord(record: RepositoryRecord, changes: RecordChanges): RepositoryRecord {
  const tags = dictionary({ ...record.tags, ...changes.tags });
  // What stands keeps its place, so that a record in which nothing has changed has the same bytes.
  const seen = dictionary({ ...record.seen, ...changes.seen, ...record.seen });
  const merged = { ...record, tags, seen };
  // Digests that were published need no date any more.
  for (const tag of Object.values(merged.tags)) for (const { digest } of tag.upstream) delete seen[digest];
  return merged;
}

/** Tags of entries that are left out are looked at closely. */
function isRecordedTag(value: unknown): value is RecordedTag {
  if (typeof value !== 'object' || value === null) return false;
  const entry = value as Partial<RecordedTag>;
  return (
    typeof entry.digest === 'string' &&
    typeof entry.content === 'string' &&
    typeof entry.chain === 'string' &&
    Array.isArray(entry.upstream) &&
    entry.upstream.every((part) => typeof part?.digest === 'string' && typeof part.reference === 'string') &&
    Array.isArray(entry.platforms) &&
    entry.platforms.every((part) => typeof part?.digest === 'string' && typeof part.platform === 'string') &&
    Array.isArray(entry.missing) &&
    entry.missing.every((platform) => typeof platform === 'string') &&
    (entry.follows === undefined || typeof entry.follows === 'string')
  );
}
