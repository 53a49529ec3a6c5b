import { mkdir, open, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { ociError } from '../codes.ts';
import type { Descriptor } from '../descriptor.ts';
import { KeyedQueue } from '../keyed-queue.ts';
import { type ImageIndex, parseImageIndex } from '../manifest.ts';
import { mediaTypes } from '../media-types.ts';
import { isTag } from '../reference.ts';
import { withLayoutLock } from './layout-lock.ts';

/** The annotation with an entry's tag (image-spec, annotations.md). */
export const refName = 'org.opencontainers.image.ref.name';

/** For every layout of this process, however many objects stand for it: they wait here, and only one of them for the lock. */
const writers = new KeyedQueue();

/** Bytes. A layout may hold thousands of images, each with a few hundred bytes; more than this is no index. */
const indexLimit = 64 * 1024 * 1024;

/** `oci-layout` and `index.json` of a layout (image-spec, image-layout.md). */
export class LayoutIndex {
  readonly directory: string;
  /** What was read last; whoever writes the file puts another one in its place. */
  #last: { state: string; index: ImageIndex } | undefined;

  constructor(directory: string) {
    this.directory = directory;
  }

  /** The index, or `undefined` where there is no layout. @throws MirrorError MIRROR_LAYOUT_INVALID */
  async read(): Promise<ImageIndex | undefined> {
    const state = await this.#state();
    if (state !== undefined && state === this.#last?.state) return this.#last.index;
    const bytes = await this.#file('index.json');
    if (bytes === undefined) return undefined;
    const index = this.#parse(bytes);
    this.#last = state === undefined ? undefined : { state, index };
    return index;
  }

  #parse(bytes: Buffer): ImageIndex {
    try {
      return parseImageIndex({
        descriptor: { mediaType: mediaTypes.ociIndex, digest: '', size: bytes.length },
        bytes,
      });
    } catch (error) {
      throw ociError('MIRROR_LAYOUT_INVALID', 'index.json is not an image index', {
        place: { file: join(this.directory, 'index.json') },
        cause: error,
      });
    }
  }

  /**
   * Changes the entries; what is there is read again first, and no other process writes meanwhile. Nothing is written when `change`
   * gives the same list back.
   * @throws MirrorError MIRROR_LAYOUT_LOCKED
   */
  async update(change: (entries: Descriptor[]) => Descriptor[]): Promise<void> {
    await writers.run(resolve(this.directory), async () => {
      const known = await this.read();
      const entries = known?.manifests ?? [];
      if (known !== undefined && change(entries) === entries) return;
      await this.prepare();
      await withLayoutLock(this.directory, (check) => this.#write(change, check));
    });
  }

  async #write(change: (entries: Descriptor[]) => Descriptor[], check: () => void): Promise<void> {
    const index = await this.read();
    const entries = index?.manifests ?? [];
    const changed = change(entries);
    if (index !== undefined && changed === entries) return;
    const next: ImageIndex = {
      ...index,
      schemaVersion: 2,
      mediaType: mediaTypes.ociIndex,
      manifests: changed,
    };
    check();
    await writeFileAtomic(join(this.directory, 'index.json'), JSON.stringify(next));
  }

  /** The directory with its `oci-layout`. */
  async prepare(): Promise<void> {
    if ((await this.#file('oci-layout')) !== undefined) return;
    await mkdir(this.directory, { recursive: true });
    await writeFileAtomic(
      join(this.directory, 'oci-layout'),
      JSON.stringify({ imageLayoutVersion: '1.0.0' }),
    );
  }

  /** Which file it is, and since when: undefined where that cannot be told. */
  async #state(): Promise<string | undefined> {
    try {
      const { ino, size, mtimeNs, ctimeNs } = await stat(join(this.directory, 'index.json'), {
        bigint: true,
      });
      return [ino, size, mtimeNs, ctimeNs].join(' ');
    } catch {
      return undefined;
    }
  }

  async #file(name: string): Promise<Buffer | undefined> {
    try {
      const file = await open(join(this.directory, name));
      try {
        if ((await file.stat()).size > indexLimit) throw new Error('it is too large');
        return await file.readFile();
      } finally {
        await file.close();
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw ociError('MIRROR_LAYOUT_INVALID', `${name} cannot be read`, {
        place: { file: join(this.directory, name) },
        cause: error,
      });
    }
  }
}

/** An entry's tag: the annotation itself, or the tag of the full reference that some tools write there. */
export function tagOf(entry: Descriptor): string | undefined {
  const name = entry.annotations?.[refName];
  if (name === undefined || isTag(name)) return name;
  const tag = /[^/]:([^:/@]+)(?:@[^@]*)?$/.exec(name)?.[1];
  return tag !== undefined && isTag(tag) ? tag : undefined;
}

/**
 * The entry of a tag. A layout with a single image that has no name, as many build tools write it, answers to `latest`.
 */
export function entryOfTag(entries: Descriptor[], tag: string): Descriptor | undefined {
  const exact = entries.find((entry) => entry.annotations?.[refName] === tag);
  const named = exact ?? entries.find((entry) => tagOf(entry) === tag);
  if (named !== undefined || tag !== 'latest') return named;
  const [only, ...more] = entries.filter((entry) => entry.artifactType === undefined);
  return more.length === 0 && only?.annotations?.[refName] === undefined ? only : undefined;
}
