import { lstat, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ociError } from '../codes.ts';
import type { Descriptor } from '../descriptor.ts';
import { isDigest } from '../digest.ts';
import { blobsOf, parseImageIndex, type RawManifest, subjectOf } from '../manifest.ts';
import { isIndex } from '../media-types.ts';
import { type LayoutReading, noFile } from './layout-blobs.ts';
import { LayoutIndex } from './layout-index.ts';
import { LayoutMember, type MemberOptions } from './layout-member.ts';
import { LayoutRepository } from './layout-repository.ts';
import { attachedTo, memberName, type SharedTag, sharedTag } from './member-name.ts';

/** What `prune` has taken away. */
export interface Pruned {
  tags: SharedTag[];
  blobs: number;
  bytes: number;
}

/** One layout for several repositories; every blob is there once. See `LayoutMember` for their names in `index.json`. */
export class SharedLayout {
  readonly directory: string;
  readonly #index: LayoutIndex;
  readonly #content: LayoutRepository;
  readonly #reading: LayoutReading;

  constructor(directory: string, reading: LayoutReading = {}) {
    this.directory = directory;
    this.#reading = reading;
    this.#index = new LayoutIndex(directory);
    this.#content = new LayoutRepository(directory, reading);
  }

  member(name: string, options: Pick<MemberOptions, 'origin'> = {}): LayoutMember {
    return new LayoutMember(this.directory, name, { ...this.#reading, ...options });
  }

  /** Makes an empty layout where there is none. */
  async create(): Promise<void> {
    await this.#index.update((entries) => entries);
  }

  /**
   * Whether there is a layout; strict: in plain files and directories.
   * @throws MirrorError MIRROR_REPOSITORY_UNKNOWN, MIRROR_LAYOUT_INVALID
   */
  async check(): Promise<void> {
    if ((await this.#index.read()) === undefined) {
      throw ociError('MIRROR_REPOSITORY_UNKNOWN', 'there is no OCI layout in this directory', {
        hint: 'Check the directory: it has to hold oci-layout and index.json.',
        place: { file: this.directory },
      });
    }
    if (this.#reading.strict !== true) return;
    for (const name of ['index.json', 'oci-layout']) await this.#require(name, false);
    for (const name of ['blobs', 'blobs/sha256', 'blobs/sha512']) await this.#require(name, true);
  }

  /** The images: everything that has a name, but no attestations under tags of their own. */
  async tags(): Promise<SharedTag[]> {
    const entries = (await this.#index.read())?.manifests ?? [];
    return entries.flatMap(sharedTag).filter((found) => found !== undefined && isImage(found)) as SharedTag[];
  }

  /**
   * Takes out tags that are not kept, with what is attached to them alone, then every blob that nothing leads to. The layout is valid
   * all the time: first the entries go, then what they led to. Nobody may write to the layout meanwhile.
   */
  async prune(keep: (tag: SharedTag) => boolean): Promise<Pruned> {
    const gone: SharedTag[] = [];
    const entries = (await this.#index.read())?.manifests ?? [];
    const kept = entries.filter((entry) => {
      const found = sharedTag(entry);
      if (found === undefined || !isImage(found) || keep(found)) return true;
      gone.push(found);
      return false;
    });
    const attached = await this.#attached(kept);
    await this.#index.update((now) => {
      const left = now.filter((entry) => attached.has(keyOf(entry)));
      return left.length === now.length ? now : left;
    });
    return { tags: gone, ...(await this.#sweep()) };
  }

  /** Of these entries: images and what belongs to no image, and the attestations of what is below them, by their keys. */
  async #attached(entries: readonly Descriptor[]): Promise<Set<string>> {
    const kept = new Set<string>();
    const below = new Map<string, Set<string>>();
    const waiting: { entry: Descriptor; member: string; subject: string }[] = [];
    const keep = async (entry: Descriptor, member: string): Promise<void> => {
      kept.add(keyOf(entry));
      const reached = below.get(member) ?? new Set();
      await this.#reach(entry.digest, (digest) => reached.add(digest));
      below.set(member, reached);
    };
    for (const entry of entries) {
      const found = sharedTag(entry);
      const member = entry.annotations?.[memberName] ?? found?.name ?? '';
      const subject = found === undefined ? await this.#subject(entry) : attachedTo(found.tag);
      if (subject === undefined || member === '') await keep(entry, member);
      else waiting.push({ entry, member, subject });
    }
    // Attestations of attestations stay as long as those that they are about.
    for (let before = -1; before !== waiting.length; ) {
      before = waiting.length;
      for (const one of waiting.splice(0)) {
        if (below.get(one.member)?.has(one.subject) === true) await keep(one.entry, one.member);
        else waiting.push(one);
      }
    }
    return kept;
  }

  async #sweep(): Promise<{ blobs: number; bytes: number }> {
    const reached = new Set<string>();
    for (const { digest } of (await this.#index.read())?.manifests ?? []) {
      await this.#reach(digest, (found) => reached.add(found));
    }
    let [blobs, bytes] = [0, 0];
    for (const algorithm of ['sha256', 'sha512']) {
      const directory = join(this.directory, 'blobs', algorithm);
      for (const hex of await readdir(directory).catch(() => [])) {
        const digest = `${algorithm}:${hex}`;
        if (!isDigest(digest) || reached.has(digest)) continue;
        const file = join(directory, hex);
        bytes += (await stat(file)).size;
        blobs += 1;
        await rm(file, { force: true });
      }
    }
    return { blobs, bytes };
  }

  /** Every digest at and below a manifest, as far as the layout has it. */
  async #reach(digest: string, on: (digest: string) => void): Promise<void> {
    on(digest);
    const raw = await this.#manifest(digest);
    if (raw === undefined) return;
    if (!isIndex(raw.descriptor.mediaType)) {
      for (const blob of blobsOf(raw)) on(blob.digest);
      return;
    }
    for (const child of parseImageIndex(raw).manifests) await this.#reach(child.digest, on);
  }

  async #subject(entry: Descriptor): Promise<string | undefined> {
    const raw = await this.#manifest(entry.digest);
    return raw === undefined ? undefined : subjectOf(raw)?.digest;
  }

  /** What cannot be read leads nowhere. */
  #manifest(digest: string): Promise<RawManifest | undefined> {
    return this.#content.manifest(digest).catch(() => undefined);
  }

  async #require(name: string, directory: boolean): Promise<void> {
    const path = join(this.directory, name);
    const found = await lstat(path).catch(() => undefined);
    // A layout without blobs of an algorithm has no directory for them.
    if (found === undefined || (directory ? found.isDirectory() : found.isFile())) return;
    throw noFile(path);
  }
}

function isImage({ tag }: SharedTag): boolean {
  return attachedTo(tag) === undefined;
}

function keyOf({ digest, annotations }: Descriptor): string {
  return JSON.stringify([
    digest,
    annotations?.[memberName],
    sharedTag({ mediaType: '', size: 0, digest, ...(annotations && { annotations }) }),
  ]);
}
