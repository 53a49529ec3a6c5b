import { ociError } from '../codes.ts';
import { type Descriptor, plainDescriptor } from '../descriptor.ts';
import { isDigest } from '../digest.ts';
import { type RawManifest, referrerOf, subjectOf } from '../manifest.ts';
import type { RepositoryName } from '../reference.ts';
import { mergeEntries } from '../referrer-index.ts';
import type { BlobOutcome, BlobSource, Repository } from '../repository.ts';
import type { LayoutReading } from './layout-blobs.ts';
import { LayoutIndex, refName } from './layout-index.ts';
import { LayoutRepository } from './layout-repository.ts';
import { memberName, sharedTag, tagAnnotations } from './member-name.ts';

/** A change of what `index.json` says of one repository; everything that it names is in the layout by then. */
export interface MemberEdit {
  /** What tags stand for; undefined: nothing any more. */
  tags?: ReadonlyMap<string, Descriptor | undefined>;
  /** Entries of referrers that come. */
  referrers?: readonly Descriptor[];
  /** Digests of referrers that go. */
  remove?: readonly string[];
}

export interface MemberOptions extends LayoutReading {
  /** The repository in full that the images come from, for the entries that are written. */
  origin?: string;
}

/**
 * One of several repositories in one layout: blobs and manifests are shared, tags are the entries `NAME:TAG` of `index.json`, and
 * referrers those that are marked as this repository's. So one digest may have other attestations in each repository.
 */
export class LayoutMember implements Repository {
  readonly name: RepositoryName & { transport: 'layout' };
  readonly #member: string;
  readonly #origin: string | undefined;
  readonly #index: LayoutIndex;
  readonly #content: LayoutRepository;
  /** Manifest → its subject; content does not change. */
  readonly #subjects = new Map<string, Promise<string | undefined>>();

  constructor(directory: string, member: string, { origin, ...reading }: MemberOptions = {}) {
    this.name = { transport: 'layout', directory };
    this.#member = member;
    this.#origin = origin;
    this.#index = new LayoutIndex(directory);
    this.#content = new LayoutRepository(directory, reading);
  }

  async resolve(tagOrDigest: string): Promise<Descriptor | undefined> {
    if (isDigest(tagOrDigest)) return this.#content.resolve(tagOrDigest);
    const entry = await this.#tagged(tagOrDigest);
    return entry === undefined ? undefined : plainDescriptor(entry);
  }

  async manifest(tagOrDigest: string): Promise<RawManifest> {
    if (isDigest(tagOrDigest)) return this.#content.manifest(tagOrDigest);
    const entry = await this.#tagged(tagOrDigest);
    if (entry !== undefined) return this.#content.manifest(entry.digest);
    throw ociError('MIRROR_MANIFEST_UNKNOWN', `the layout has no ${this.#member}:${tagOrDigest}`, {
      place: { file: this.name.directory },
      hint: 'Export it first, and look whether the export was copied completely.',
    });
  }

  blob(descriptor: Descriptor): Promise<AsyncIterable<Uint8Array>> {
    return this.#content.blob(descriptor);
  }

  hasBlob(descriptor: Descriptor): Promise<boolean> {
    return this.#content.hasBlob(descriptor);
  }

  async tags(): Promise<string[]> {
    const tags = (await this.#entries()).flatMap((entry) => {
      const found = sharedTag(entry);
      return found?.name === this.#member ? [found.tag] : [];
    });
    if (tags.length > 0) return [...new Set(tags)];
    throw ociError('MIRROR_REPOSITORY_UNKNOWN', `the layout has no image ${this.#member}`, {
      place: { file: this.name.directory },
      hint: 'Export it first, and look whether the export was copied completely.',
    });
  }

  async referrers(digest: string): Promise<Descriptor[]> {
    const found: Descriptor[] = [];
    for (const entry of await this.#entries()) {
      if (!this.#isOurs(entry) || (await this.#subject(entry)) !== digest) continue;
      const { [memberName]: _, ...annotations } = entry.annotations ?? {};
      found.push({ ...entry, annotations });
    }
    return found;
  }

  pushBlob(descriptor: Descriptor, open: BlobSource): Promise<BlobOutcome> {
    return this.#content.pushBlob(descriptor, open);
  }

  mountBlob(descriptor: Descriptor, from: RepositoryName): Promise<boolean> {
    return this.#content.mountBlob(descriptor, from);
  }

  async pushManifest(manifest: RawManifest, tag?: string): Promise<void> {
    await this.#content.pushManifest(manifest);
    if (tag !== undefined) await this.edit({ tags: new Map([[tag, manifest.descriptor]]) });
  }

  async pushReferrers(subject: Descriptor, manifests: RawManifest[], remove: string[] = []): Promise<void> {
    for (const manifest of manifests) await this.#content.pushManifest(manifest);
    await this.edit({ referrers: manifests.map((manifest) => referrerOf(subject, manifest)), remove });
  }

  /** Takes the manifest's entries of this repository out; the blob stays, since others may name it. */
  async deleteManifest(digest: string): Promise<boolean> {
    const tags = (await this.#entries()).map(sharedTag).filter((found) => found?.digest === digest);
    await this.edit({
      tags: new Map(tags.flatMap((found) => (found?.name === this.#member ? [[found.tag, undefined]] : []))),
      remove: [digest],
    });
    return true;
  }

  /** Changes the entries of this repository at once, so that readers see all of it or nothing. */
  async edit({ tags = new Map(), referrers = [], remove = [] }: MemberEdit): Promise<void> {
    const ours = referrers.map(
      (entry): Descriptor => ({
        ...entry,
        annotations: { ...entry.annotations, [memberName]: this.#member },
      }),
    );
    await this.#index.update((entries) => {
      const mine = entries.filter((entry) => this.#isOurs(entry));
      const merged = mergeEntries(mine, ours, [...remove]);
      const same = merged.length === mine.length && merged.every((entry) => mine.includes(entry));
      const others = same ? entries : entries.filter((entry) => !this.#isOurs(entry));
      return this.#withTags(same ? entries : [...others, ...merged], tags);
    });
  }

  /** The very same list where every tag stands for what it should. */
  #withTags(entries: Descriptor[], tags: NonNullable<MemberEdit['tags']>): Descriptor[] {
    const standing = new Map<string, string>();
    for (const entry of entries) {
      const found = sharedTag(entry);
      if (found?.name === this.#member && !standing.has(found.tag)) standing.set(found.tag, entry.digest);
    }
    const changed = [...tags].filter(([tag, descriptor]) => standing.get(tag) !== descriptor?.digest);
    if (changed.length === 0) return entries;
    const names = new Set(changed.map(([tag]) => tag));
    const kept = entries.filter((entry) => {
      const found = sharedTag(entry);
      return found?.name !== this.#member || !names.has(found.tag);
    });
    const added = changed.flatMap(([tag, descriptor]) => {
      const annotations = tagAnnotations(this.#member, tag, this.#origin);
      return descriptor === undefined ? [] : [{ ...plainDescriptor(descriptor), annotations }];
    });
    return [...kept, ...added];
  }

  #isOurs(entry: Descriptor): boolean {
    return entry.annotations?.[memberName] === this.#member;
  }

  async #tagged(tag: string): Promise<Descriptor | undefined> {
    const annotations = tagAnnotations(this.#member, tag, undefined);
    return (await this.#entries()).find((entry) => isNamed(entry, annotations));
  }

  async #entries(): Promise<Descriptor[]> {
    return (await this.#index.read())?.manifests ?? [];
  }

  /** From the manifest itself, whatever the entry says; none where it cannot be read. */
  #subject({ digest }: Descriptor): Promise<string | undefined> {
    const known = this.#subjects.get(digest);
    if (known !== undefined) return known;
    const reading = this.#content.manifest(digest).then(
      (raw) => subjectOf(raw)?.digest,
      () => undefined,
    );
    this.#subjects.set(digest, reading);
    return reading;
  }
}

function isNamed(entry: Descriptor, annotations: Record<string, string>): boolean {
  return entry.annotations?.[refName] === annotations[refName];
}
