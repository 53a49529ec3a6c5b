import { ociError } from '../codes.ts';
import type { Descriptor } from '../descriptor.ts';
import { parseImageIndex, type RawManifest, referrerOf } from '../manifest.ts';
import { ReferrerRepair } from '../referrer-repair.ts';
import type { RegistryError } from '../registry-error.ts';
import type { ReferrerWriting } from '../repository.ts';
import type { RepositoryContext } from './context.ts';
import { readFallbackIndex, writeFallbackIndex } from './fallback-index.ts';
import { putManifest } from './manifest-push.ts';
import { deleteManifest, getManifest } from './manifests.ts';
import { type ApiAnswer, askReferrersApi } from './referrers-api.ts';

/** The referrers of a subject, and where they were read from. */
interface Listing {
  entries: Descriptor[];
  /** The fallback index, where there is one. */
  index: RawManifest | undefined;
}

const nothing: Listing = { entries: [], index: undefined };

/**
 * The referrers of one repository's manifests, by the API or by the fallback index: which of the two is found out once for a
 * registry.
 */
export class Referrers {
  readonly #context: RepositoryContext;
  readonly #repair: ReferrerRepair;
  /** The API denied itself to this repository: it is not asked again. */
  #denied: ApiAnswer | undefined;

  constructor(context: RepositoryContext) {
    this.#context = context;
    this.#repair = new ReferrerRepair((digest) => getManifest(context, digest));
  }

  /** @throws MirrorError MIRROR_DENIED where an account may not list referrers, which is not the same as that there are none */
  async list(digest: string): Promise<Descriptor[]> {
    const { entries, index } = await this.#read(digest, this.#context.writes);
    // What a registry lists it has read from the manifests itself.
    return index === undefined ? entries : this.#repair.mend(entries);
  }

  /** Puts what is not listed yet, and sees to it that everything is listed. The caller runs one call at a time for a subject. */
  async push(
    subject: Descriptor,
    manifests: RawManifest[],
    remove: string[],
    { isNew = false }: ReferrerWriting,
  ): Promise<void> {
    const ours = manifests.map((manifest) => referrerOf(subject, manifest));
    // The index is read after the manifests are put in any case.
    const { referrersApi } = this.#context.abilities;
    const { entries, index } =
      isNew && remove.length === 0 && referrersApi === false
        ? nothing
        : await this.#read(subject.digest, true);
    const listed = new Set(entries.map(({ digest }) => digest));
    const unlisted = manifests.filter(({ descriptor }) => !listed.has(descriptor.digest));
    if (await this.#isMaintained(subject.digest, unlisted)) {
      for (const digest of remove) if (listed.has(digest)) await this.#delete(digest);
      return;
    }
    // What was read before the manifests were put may be old by now, and would take away what others wrote since.
    const known = unlisted.length === 0 ? { index } : undefined;
    // What only the API shows would be gone for those who read the index.
    const wanted = index === undefined ? [...entries, ...ours] : ours;
    const change = { ours: wanted, remove, repair: this.#repair };
    await writeFallbackIndex(this.#context, subject.digest, change, known);
  }

  /**
   * Puts manifests, and finds out whether the registry lists them: it says so of each (`OCI-Subject`), or its API shows them. Some
   * have an API that answers and never lists anything: it counts no longer.
   */
  async #isMaintained(subject: string, unlisted: RawManifest[]): Promise<boolean> {
    const { abilities } = this.#context;
    let silent = 0;
    for (const manifest of unlisted) {
      const { listsReferrers } = await putManifest(this.#context, manifest);
      if (listsReferrers) abilities.referrersApi = true;
      else silent += 1;
    }
    if (abilities.referrersApi === true) {
      if (silent === 0) return true;
      const answer = await this.#question(subject);
      const shown = new Set(answer.kind === 'listed' ? answer.entries.map(({ digest }) => digest) : []);
      if (unlisted.every(({ descriptor }) => shown.has(descriptor.digest))) return true;
    }
    if (silent > 0 && !abilities.referrersSeen) abilities.referrersApi = false;
    return false;
  }

  /** @param writes an account that may write may list: where that is denied, something else than its rights is meant */
  async #read(digest: string, writes: boolean): Promise<Listing> {
    const { abilities } = this.#context;
    const answer = await this.#ask(digest);
    if (answer.kind === 'listed') return { entries: answer.entries, index: undefined };
    if (answer.kind === 'denied' && abilities.referrersApi === true) throw answer.error;
    const index = await readFallbackIndex(this.#context, digest);
    if (index !== undefined) return { entries: parseImageIndex(index).manifests, index };
    if (answer.kind === 'denied' && !writes && isOfRegistry(answer.error)) throw answer.error;
    return { entries: [], index: undefined };
  }

  async #ask(digest: string): Promise<ApiAnswer> {
    const { abilities } = this.#context;
    // Where many ask at once, one of them finds out.
    const { referrersQuestion: running } = abilities;
    if (abilities.referrersApi === undefined && running !== undefined) await running;
    if (abilities.referrersApi === false) return { kind: 'absent' };
    if (this.#denied !== undefined) return this.#denied;
    const asking = this.#question(digest);
    if (abilities.referrersApi === undefined) abilities.referrersQuestion ??= asking.catch(() => undefined);
    return asking;
  }

  async #question(digest: string): Promise<ApiAnswer> {
    const { abilities } = this.#context;
    const first = await askReferrersApi(this.#context, digest);
    // Much is concluded from a denial, and some deny at random.
    const answer = first.kind === 'denied' ? await askReferrersApi(this.#context, digest) : first;
    if (answer.kind === 'denied') this.#denied = answer;
    if (answer.kind === 'listed') {
      abilities.referrersApi = true;
      abilities.referrersSeen ||= answer.entries.length > 0;
    }
    if (answer.kind === 'absent') abilities.referrersApi = false;
    return answer;
  }

  async #delete(digest: string): Promise<void> {
    if (await deleteManifest(this.#context, digest)) return;
    const { registry, path } = this.#context.name;
    throw ociError('MIRROR_REFERRER_NOT_REMOVED', `the registry does not delete the referrer ${digest}`, {
      hint: 'Delete it by the registry’s own means, or enable deletion there.',
      place: { registry, reference: `${registry}/${path}@${digest}` },
    });
  }
}

/** Whether the registry itself refused, in its own words; a proxy's page says that nobody knows the path. */
function isOfRegistry({ registryCodes }: RegistryError): boolean {
  return registryCodes.some((code) => code !== 'UNSUPPORTED');
}
