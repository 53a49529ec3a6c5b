import { MirrorError } from '@multiarch-mirror/errors';
import PQueue from 'p-queue';
import type { Descriptor } from './descriptor.ts';
import { type RawManifest, referrerDescriptor } from './manifest.ts';
import { isBrokenEntry } from './referrer-index.ts';

/** Manifests that are read to put one list right; what is broken beyond that stays as it is. */
const manifestsForAList = 50;
/** And at once: each may have 4 MiB. */
const manifestsAtOnce = 8;

/**
 * Gives entries of lists of referrers what others left out, artifactType and annotations, from the manifests that they name
 * (distribution-spec, "Pushing Manifests with Subject"). Each manifest is read once in a client's life.
 */
export class ReferrerRepair {
  readonly #read: (digest: string) => Promise<RawManifest>;
  /** By digest: content does not change. `undefined`: there is no such manifest, or none that can be read. */
  readonly #known = new Map<string, Promise<Descriptor | undefined>>();
  readonly #queue = new PQueue({ concurrency: manifestsAtOnce });

  /** @param read a manifest of the repository, by digest */
  constructor(read: (digest: string) => Promise<RawManifest>) {
    this.#read = read;
  }

  /** The same entries in the same order. Those that are whole, or of which nothing better is known, are the same objects. */
  async mend(entries: Descriptor[]): Promise<Descriptor[]> {
    let left = manifestsForAList;
    return Promise.all(
      entries.map(async (entry) => {
        if (!isBrokenEntry(entry)) return entry;
        if (!this.#known.has(entry.digest)) {
          if (left === 0) return entry;
          left -= 1;
        }
        const whole = await this.#referrer(entry.digest);
        return whole === undefined || isAsGood(entry, whole) ? entry : { ...entry, ...whole };
      }),
    );
  }

  #referrer(digest: string): Promise<Descriptor | undefined> {
    const known = this.#known.get(digest);
    if (known !== undefined) return known;
    const reading = this.#queue.add(() => this.#load(digest));
    this.#known.set(digest, reading);
    // What failed for now may be there the next time.
    reading.catch(() => this.#known.delete(digest));
    return reading;
  }

  async #load(digest: string): Promise<Descriptor | undefined> {
    try {
      return referrerDescriptor(await this.#read(digest));
    } catch (error) {
      if (error instanceof MirrorError && isUnusable(error)) return undefined;
      throw error;
    }
  }
}

const unusable: ReadonlySet<string> = new Set([
  'MIRROR_MANIFEST_UNKNOWN',
  'MIRROR_REPOSITORY_UNKNOWN',
  'MIRROR_MANIFEST_INVALID',
  'MIRROR_MANIFEST_UNSUPPORTED',
  'MIRROR_MANIFEST_TOO_LARGE',
  'MIRROR_DIGEST_MISMATCH',
  'MIRROR_SIZE_MISMATCH',
]);

/** Whether a list names something that is not there, or that nobody can read: the entry is a hint, and says no more. */
export function isUnusable({ code }: MirrorError): boolean {
  return unusable.has(code);
}

function isAsGood(entry: Descriptor, whole: Descriptor): boolean {
  return (
    entry.mediaType === whole.mediaType &&
    entry.size === whole.size &&
    entry.artifactType === whole.artifactType &&
    whole.annotations === undefined
  );
}
