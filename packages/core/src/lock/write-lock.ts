import { Document, isCollection, isMap, isNode, isScalar, isSeq, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import type { LockedDigest, LockedSource } from './lock.ts';
import type { ParsedLock } from './parse-lock.ts';

/** An entry as it is to be written. */
export interface LockEntry {
  name: string;
  sources: readonly Omit<LockedSource, 'place'>[];
  platforms: readonly string[] | 'all';
  usual?: string;
  /** In the order in which they are to stand. */
  tags: ReadonlyMap<string, readonly LockedDigest[]>;
  /** Where it stood in the lock that is replaced. */
  previous?: number;
}

const header = ` What \`mirror run --locked\` mirrors, and nothing else: tag → digest upstream.
 \`mirror lock\` writes this file. Review what it changes as you review code.`;

/**
 * The text of a lock: one line for each thing, always in the same order, so that a diff shows what has changed and nothing else.
 * Comments of the previous lock stay with what they stand at.
 */
export function writeLock(entries: readonly LockEntry[], previous?: ParsedLock): string {
  const old = previous?.yaml.contents;
  const oldImages = memberOf(old, 'images');
  const root = new YAMLMap();
  root.items.push(pair(old, 'version', new Scalar(1)));
  const images = new YAMLSeq();
  for (const entry of entries) {
    const before =
      isSeq(oldImages) && entry.previous !== undefined ? oldImages.items[entry.previous] : undefined;
    images.items.push(imageNode(entry, before));
    carryLeading(oldImages, before, images.items.at(-1) as YAMLMap);
  }
  carry(oldImages, images);
  root.items.push(pair(old, 'images', images));
  carryToFirst(old, root);
  carry(old, root);
  const document = new Document();
  document.contents = root as never;
  document.commentBefore = previous?.yaml.commentBefore ?? null;
  document.comment = previous?.yaml.comment ?? null;
  if (previous === undefined) document.commentBefore = header;
  return document.toString({ lineWidth: 0 });
}

function imageNode({ name, sources, platforms, usual, tags }: LockEntry, old: unknown): YAMLMap {
  const node = new YAMLMap();
  node.items.push(pair(old, 'name', text(name)));
  const [first] = sources;
  if (first !== undefined && first.platform === undefined) {
    node.items.push(pair(old, 'source', text(first.reference)));
  } else {
    node.items.push(pair(old, 'sources', mapOf(sources.map(toMember), memberOf(old, 'sources'))));
  }
  node.items.push(pair(old, 'platforms', platformsNode(platforms, memberOf(old, 'platforms'))));
  if (usual !== undefined) node.items.push(pair(old, 'usual', text(usual)));
  const oldTags = memberOf(old, 'tags');
  const members = [...tags].map(([tag, digests]): [string, Scalar | YAMLMap] => [
    tag,
    digestsNode(digests, memberOf(oldTags, tag)),
  ]);
  node.items.push(pair(old, 'tags', mapOf(members, oldTags)));
  carry(old, node);
  return node;
}

function toMember({ platform = '', reference }: Omit<LockedSource, 'place'>): [string, Scalar] {
  return [platform, text(reference)];
}

function platformsNode(platforms: readonly string[] | 'all', old: unknown): Scalar | YAMLSeq {
  if (platforms === 'all') return text('all');
  const node = new YAMLSeq();
  const items = isSeq(old) ? old.items : [];
  for (const platform of platforms) {
    const item = text(platform);
    const before = items.find((other) => isScalar(other) && other.value === platform);
    carry(before, item);
    carryLeading(old, before, item);
    node.items.push(item);
  }
  carry(old, node);
  return node;
}

function digestsNode(digests: readonly LockedDigest[], old: unknown): Scalar | YAMLMap {
  const [first] = digests;
  if (first !== undefined && first.platform === undefined) return text(first.digest);
  return mapOf(
    digests.map(({ platform = '', digest }): [string, Scalar] => [platform, text(digest)]),
    old,
  );
}

function mapOf(members: readonly (readonly [string, Scalar | YAMLMap])[], old: unknown): YAMLMap {
  const node = new YAMLMap();
  for (const [key, value] of members) node.items.push(pair(old, key, value));
  carryToFirst(old, node);
  carry(old, node);
  return node;
}

/** A member with the comments of the one that it replaces. */
function pair(old: unknown, key: string, value: Scalar | YAMLMap | YAMLSeq): Pair {
  const before = isMap(old)
    ? old.items.find((item) => isScalar(item.key) && item.key.value === key)
    : undefined;
  const name = text(key);
  carry(before?.key, name);
  if (isScalar(value)) carry(before?.value, value);
  return new Pair(name, value);
}

function memberOf(map: unknown, key: string): unknown {
  return isMap(map) ? map.get(key, true) : undefined;
}

/** What people have written at a node: below a map or list, behind a value, an empty line. */
function carry(from: unknown, to: Scalar | YAMLMap | YAMLSeq): void {
  if (!isNode(from)) return;
  const { commentBefore, comment, spaceBefore } = from;
  // Above the first of its items it belongs to that one.
  if (commentBefore && !isCollection(from)) to.commentBefore = commentBefore;
  if (comment) to.comment = comment;
  if (spaceBefore) to.spaceBefore = spaceBefore;
}

/** The same for a map: its first member is known by its key. */
function carryToFirst(old: unknown, map: YAMLMap): void {
  const first = isMap(old) ? old.items[0] : undefined;
  const name = isScalar(first?.key) ? first.key.value : undefined;
  const key = map.items.find((item) => isScalar(item.key) && item.key.value === name)?.key;
  if (isScalar(key)) carryLeading(old, first, key);
}

/** What stands above an item of a collection: the parser gives what is above the first one to the collection. */
function carryLeading(collection: unknown, item: unknown, to: Scalar | YAMLMap): void {
  if (!isCollection(collection) || item === undefined) return;
  const above = collection.items[0] === item ? collection.commentBefore : undefined;
  const own = isCollection(item) ? item.commentBefore : undefined;
  if (above || own) to.commentBefore = [above, own].filter(Boolean).join('\n');
}

/** In quotes where any reader of YAML, of version 1.1 too, could take it for something else than a text. */
function text(value: string): Scalar<string> {
  const node = new Scalar(value);
  const plain =
    /^v?\d+\.\d+\.\d|^[a-z]/i.test(value) && !/^(?:y|yes|n|no|on|off|true|false|null|nan|inf)$/i.test(value);
  node.type = plain ? Scalar.PLAIN : Scalar.QUOTE_DOUBLE;
  return node;
}
