import { type Descriptor, plainDescriptor } from '../descriptor.ts';
import { splitDigest } from '../digest.ts';
import {
  parseImageIndex,
  parseImageManifest,
  type RawManifest,
  rawManifest,
  subjectOf,
} from '../manifest.ts';
import { isImageManifest, isIndex } from '../media-types.ts';
import { isTag } from '../reference.ts';
import type { Repository, RepositoryReader } from '../repository.ts';
import { atSide } from './side.ts';

/** How attestations of attestations are followed; beyond that nobody reads them. */
const depthLimit = 4;
/** cosign's tags for what belongs to a digest, before there were referrers. */
export const cosignSuffixes: readonly string[] = ['sig', 'att', 'sbom'];

/** What brings a manifest's blobs, and what is below an index, to the destination. */
export type CopyBelow = (raw: RawManifest) => Promise<void>;

/**
 * Brings what upstream has attached to a digest: its referrers with their own referrers, and the manifests under cosign's tags
 * `sha256-<hex>.sig`, `.att` and `.sbom`. What the destination has under such a tag stays, joined by what upstream has.
 */
export class UpstreamReferrers {
  readonly #from: RepositoryReader;
  readonly #to: Repository;
  readonly #copyBelow: CopyBelow;
  readonly #seen = new Set<string>();
  /** What was put. */
  readonly copied: Descriptor[] = [];

  constructor(from: RepositoryReader, to: Repository, copyBelow: CopyBelow) {
    this.#from = from;
    this.#to = to;
    this.#copyBelow = copyBelow;
  }

  async copy(subject: Descriptor): Promise<void> {
    await this.#referrers(subject, 0);
    for (const suffix of cosignSuffixes) await this.#cosignTag(subject.digest, suffix);
  }

  async #referrers(subject: Descriptor, depth: number): Promise<void> {
    if (depth >= depthLimit || this.#seen.has(subject.digest)) return;
    this.#seen.add(subject.digest);
    const listed = await atSide('source', () => this.#from.referrers(subject.digest));
    if (listed.length === 0) return;
    const there = await atSide('destination', () => this.#to.referrers(subject.digest));
    const known = new Set(there.map(({ digest }) => digest));
    const missing: RawManifest[] = [];
    for (const entry of listed) {
      if (known.has(entry.digest)) continue;
      const raw = await this.#referrer(subject, entry);
      if (raw === undefined) continue;
      await this.#copyBelow(raw);
      missing.push(raw);
    }
    if (missing.length > 0) {
      await atSide('destination', () => this.#to.pushReferrers(plainDescriptor(subject), missing));
      this.copied.push(...missing.map(({ descriptor }) => descriptor));
    }
    for (const entry of listed) await this.#referrers(entry, depth + 1);
  }

  /** A listed manifest, unless it is not there or about something else: lists are hints. */
  async #referrer(subject: Descriptor, entry: Descriptor): Promise<RawManifest | undefined> {
    return atSide('source', async () => {
      if ((await this.#from.resolve(entry.digest)) === undefined) return undefined;
      const raw = await this.#from.manifest(entry.digest);
      return subjectOf(raw)?.digest === subject.digest ? raw : undefined;
    });
  }

  async #cosignTag(digest: string, suffix: string): Promise<void> {
    const { algorithm, hex } = splitDigest(digest);
    const tag = `${algorithm}-${hex}.${suffix}`;
    if (!isTag(tag)) return;
    const found = await atSide('source', () => this.#from.resolve(tag));
    if (found === undefined || !isImageManifest(found.mediaType)) return;
    const raw = await atSide('source', () => this.#from.manifest(found.digest));
    const ours = await atSide('destination', async () =>
      (await this.#to.resolve(tag)) === undefined ? undefined : this.#to.manifest(tag),
    );
    if (ours?.descriptor.digest === raw.descriptor.digest) return;
    const joined = ours === undefined ? raw : withLayersOf(ours, raw);
    if (joined === undefined) return;
    await this.#copyBelow(raw);
    await atSide('destination', () => this.#to.pushManifest(joined, tag));
    this.copied.push(joined.descriptor);
  }
}

/** A manifest, and what it names if it is an index, and what those name: each once. @param depth of nested indexes, at most */
export async function namedBy(
  reader: RepositoryReader,
  root: Descriptor,
  depth: number,
  given?: RawManifest,
): Promise<Descriptor[]> {
  if (!isIndex(root.mediaType) || depth === 0) return [root];
  const { manifests } = parseImageIndex(given ?? (await reader.manifest(root.digest)));
  const below = await Promise.all(manifests.map((child) => namedBy(reader, child, depth - 1)));
  return [...new Map([root, ...below.flat()].map((one) => [one.digest, one])).values()];
}

/** A manifest with the layers of another added that it lacks; `undefined`: it has them all. cosign reads layers, not the config. */
function withLayersOf(ours: RawManifest, theirs: RawManifest): RawManifest | undefined {
  const manifest = parseImageManifest(ours);
  const missing = parseImageManifest(theirs).layers.filter(
    (layer) => !manifest.layers.some((known) => sameLayer(known, layer)),
  );
  if (missing.length === 0) return undefined;
  return rawManifest(ours.descriptor.mediaType, { ...manifest, layers: [...manifest.layers, ...missing] });
}

/** Signatures of one payload differ only in their annotations. */
function sameLayer(a: Descriptor, b: Descriptor): boolean {
  const [left, right] = [a.annotations ?? {}, b.annotations ?? {}];
  const names = new Set([...Object.keys(left), ...Object.keys(right)]);
  return a.digest === b.digest && [...names].every((name) => left[name] === right[name]);
}
