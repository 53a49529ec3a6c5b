import { MirrorError } from '@multiarch-mirror/errors';
import { formatPlatform, isDigest, isTag, parsePlatform } from '@multiarch-mirror/oci';
import { type Document, isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import type { Lock, LockedDigest, LockedImage, LockedSource, LockedTag } from './lock.ts';
import { LockReader } from './lock-reader.ts';

/** A lock with the YAML that it was read from, so that comments in it can stay. */
export interface ParsedLock {
  lock: Lock;
  text: string;
  yaml: Document;
}

/**
 * Reads a lock strictly: a value that nobody understands must not decide what is mirrored.
 * @returns the lock, or everything that is wrong with it: MIRROR_LOCK_SYNTAX, MIRROR_LOCK_VERSION, MIRROR_LOCK_INVALID
 */
export function parseLock(text: string, file: string): ParsedLock | { errors: MirrorError[] } {
  const lines = new LineCounter();
  // Every scalar is a text: `3.10` is no number here, and stays what it is.
  const yaml = parseDocument(text, { schema: 'failsafe', lineCounter: lines, prettyErrors: false });
  const reader = new LockReader(file, lines);
  const faults = yaml.errors.map(({ message, pos: [offset] }) => {
    const { line, col } = lines.linePos(offset);
    return new MirrorError('MIRROR_LOCK_SYNTAX', `the lock is not YAML: ${message}`, {
      place: { file, line: Math.max(line, 1), column: Math.max(col, 1) },
      hint: 'Mend it, or delete it and run `mirror lock`.',
    });
  });
  if (faults.length > 0) return { errors: faults };
  const images = readLock(yaml, reader);
  return reader.errors.length > 0 ? { errors: reader.errors } : { lock: { file, images }, text, yaml };
}

function readLock({ contents }: Document, reader: LockReader): LockedImage[] {
  // Another version may have any shape.
  if (isMap(contents)) {
    const version = contents.get('version', true);
    if (version === undefined) reader.wrong(reader.place(contents), 'the lock has no version');
    else if (!isScalar(version) || version.value !== '1') {
      const said = isScalar(version) ? String(version.value) : 'none of ours';
      reader.errors.push(
        new MirrorError(
          'MIRROR_LOCK_VERSION',
          `the lock is of version ${said}; this program reads version 1`,
          {
            place: reader.place(version),
            hint: 'Use the version of mirror that wrote it, or delete it and run `mirror lock`.',
          },
        ),
      );
      return [];
    }
  }
  const members = reader.members(contents, 'the lock', ['version', 'images']);
  const images = members.find(({ key }) => key === 'images');
  if (images === undefined) {
    if (reader.errors.length === 0) reader.wrong(reader.place(contents), 'the lock has no images');
    return [];
  }
  return reader.items(images.value, 'images').flatMap((node) => readImage(node, reader) ?? []);
}

function readImage(node: unknown, reader: LockReader): LockedImage | undefined {
  const place = reader.place(node);
  const before = reader.errors.length;
  const members = reader.members(node, 'an image', [
    'name',
    'source',
    'sources',
    'platforms',
    'usual',
    'tags',
  ]);
  const of = (key: string) => members.find((member) => member.key === key);
  if (reader.errors.length > before) return undefined;
  for (const key of ['name', 'platforms', 'tags'])
    if (of(key) === undefined) reader.wrong(place, `an image has no ${key}`);
  if ((of('source') === undefined) === (of('sources') === undefined))
    reader.wrong(place, 'an image has either a source or sources');
  if (reader.errors.length > before) return undefined;
  const name = reader.text(of('name')?.value, 'the name of an image');
  const sources = readSources(of('source')?.value, of('sources')?.value, reader);
  const platforms = readPlatforms(of('platforms')?.value, reader);
  const ending = of('usual');
  const usual = ending && reader.text(ending.value, 'the ending of a version', isTag);
  const tags = readTags(of('tags')?.value, sources, reader);
  if (name === undefined || reader.errors.length > before) return undefined;
  return { name, place, sources, platforms, ...(usual !== undefined && { usual }), tags };
}

function readSources(source: unknown, sources: unknown, reader: LockReader): LockedSource[] {
  if (source !== undefined) {
    const reference = reader.text(source, 'a source');
    return reference === undefined ? [] : [{ reference, place: reader.place(source) }];
  }
  return reader.members(sources, 'sources').flatMap(({ key: platform, place, value }) => {
    const reference = reader.text(value, 'a source');
    return reference === undefined ? [] : [{ platform, reference, place }];
  });
}

function readPlatforms(node: unknown, reader: LockReader): string[] | 'all' {
  if (isScalar(node) && node.value === 'all') return 'all';
  return reader.items(node, 'platforms').flatMap((item) => reader.text(item, 'a platform', isPlatform) ?? []);
}

function isPlatform(text: string): boolean {
  try {
    return formatPlatform(parsePlatform(text)) === text;
  } catch {
    return false;
  }
}

function readTags(node: unknown, sources: LockedSource[], reader: LockReader): Map<string, LockedTag> {
  const tags = new Map<string, LockedTag>();
  const platforms = sources.flatMap(({ platform }) => platform ?? []);
  for (const { key: tag, place, value } of reader.members(node, 'tags')) {
    const before = reader.errors.length;
    if (!isTag(tag)) reader.wrong(place, `${JSON.stringify(tag)} is not a tag`);
    const digests: LockedDigest[] =
      platforms.length === 0
        ? [readDigest(value, reader)].flatMap((digest) => (digest === undefined ? [] : [{ digest }]))
        : reader.members(value, `tag ${tag}`, platforms).flatMap(({ key: platform, value: inner }) => {
            const digest = readDigest(inner, reader);
            return digest === undefined ? [] : [{ platform, digest }];
          });
    if (digests.length === 0 && reader.errors.length === before)
      reader.wrong(place, `tag ${tag} has no digest`);
    tags.set(tag, { place, digests });
  }
  return tags;
}

function readDigest(node: unknown, reader: LockReader): string | undefined {
  return reader.text(node, 'a digest', isDigest);
}
