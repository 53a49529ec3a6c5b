import type { Carried } from '@multiarch-mirror/attest';
import { MirrorError, toMirrorError } from '@multiarch-mirror/errors';
import {
  copyGraph,
  type Descriptor,
  formatRepository,
  type LayoutMember,
  type Repository,
  type RepositoryName,
  type SharedTag,
} from '@multiarch-mirror/oci';
import type { ImageConfig } from '../config/config.ts';
import { isWhole } from '../image/check-content.ts';
import { completeGraph } from '../image/complete-graph.ts';
import { CopyMeter, type CopyState } from '../image/copy-meter.ts';
import { type ImageRoot, platformDigests, rootAtDestination } from '../image/root.ts';
import { signedIn } from '../image/signed-in.ts';
import type { RecordedTag, RepositoryRecord } from '../record/record.ts';
import type { ImageReport } from '../report/report.ts';
import { memoize } from '../session/memoize.ts';
import type { Session } from '../session/session.ts';
import { checkRoot } from '../verify/check-root.ts';
import type { VerifiedTag } from '../verify/verified-use.ts';
import { highestVersion } from '../versions/index.ts';
import { attachmentsOf, importedTag } from './imported-tag.ts';
import { provenanceFacts } from './provenance-facts.ts';
import { checkBinding } from './tag-binding.ts';

interface ImportSource {
  member: LayoutMember;
  /** Of this image. */
  tags: readonly SharedTag[];
  /** The inventory is the one that was expected. */
  expected: boolean;
  records: boolean;
}

/** What stands at the destination: its tags, and what the record knows of them. */
interface Standing {
  listed: ReadonlySet<string>;
  record: RepositoryRecord | undefined;
}

/** One image of an export on its way to the destination. */
export class ImageImport {
  /** Where it goes. */
  readonly repository: RepositoryName;
  readonly #session: Session;
  readonly #image: ImageConfig;
  readonly #source: ImportSource;
  readonly #destination: Repository;
  readonly #changes: Record<string, RecordedTag> = {};
  readonly #standing: () => Promise<Standing>;
  /** Several tags may stand for one digest. */
  readonly #arrive: (verified: VerifiedTag) => Promise<number>;
  readonly #carry: (subject: Descriptor) => Promise<Carried>;

  /** @param image with its `origin` */
  constructor(session: Session, image: ImageConfig, source: ImportSource) {
    this.repository = image.repository;
    this.#session = session;
    this.#image = image;
    this.#source = source;
    this.#destination = session.destination(image.repository, image);
    this.#standing = memoize<void, Standing>(
      () => 'standing',
      () => this.#look(),
    );
    this.#arrive = memoize(
      ({ root }) => root.raw.descriptor.digest,
      (verified) => this.#bringDigest(verified),
    );
    this.#carry = memoize(
      ({ digest }) => digest,
      (subject) => this.#carryOne(subject),
    );
  }

  /**
   * Brings a tag that verifies in the export: its content by digest, what is attached to it; then all of it is read back, and the tag
   * moves.
   */
  async bring(verified: VerifiedTag): Promise<Partial<ImageReport>> {
    const { tag, root, phase } = verified;
    const { digest } = root.raw.descriptor;
    this.#checkName(verified);
    const attached = await attachmentsOf(this.#source.member, root);
    const { listed, record } = await this.#standing();
    const entry = this.#entry(verified, attached);
    if (listed.has(tag) && isSame(record?.tags[tag], entry))
      return { action: 'unchanged', reason: 'imported before' };
    const current = listed.has(tag) ? await this.#there(() => this.#destination.resolve(tag)) : undefined;
    const carried = await this.#arrive(verified);
    this.#session.signal.throwIfAborted();
    phase('publish');
    if (current?.digest !== digest) await this.#there(() => this.#destination.pushManifest(root.raw, tag));
    this.#changes[tag] = entry;
    const done = { platforms: platformDigests(root) };
    if (current === undefined) return { ...done, action: 'create', reason: 'new' };
    if (current.digest !== digest) return { ...done, action: 'update', reason: 'the tag has moved' };
    return carried > 0
      ? { ...done, action: 'update', reason: 'other attestations' }
      : { ...done, action: 'unchanged', reason: 'complete' };
  }

  /** The record is a cache: without it the images are published all the same. */
  async record(): Promise<void> {
    if (!this.#source.records || Object.keys(this.#changes).length === 0) return;
    try {
      await this.#session.record(this.repository).write({ tags: this.#changes, seen: {} });
    } catch (thrown) {
      if (this.#session.signal.aborted) return;
      this.#session.log.warn(
        `the record of ${formatRepository(this.repository)} could not be written: ${toMirrorError(thrown).message}`,
      );
    }
  }

  #checkName(verified: VerifiedTag): void {
    const { tags, expected } = this.#source;
    const origin = signedIn(this.#image).origin ?? formatRepository(this.repository);
    const highest = this.#highest();
    const latest = tags.find(({ tag }) => tag === highest)?.digest;
    const { steps } = this.#session.chain(this.#image);
    if (checkBinding(verified, { origin, latest, expected }) || steps.length === 0) return;
    this.#session.log.warn(
      `${this.#image.name}: nothing that is signed says which tag ${verified.root.raw.descriptor.digest} has; --expect binds it`,
    );
  }

  /** The version that `latest` has to follow, where the manifest says how it is found. */
  #highest(): string | undefined {
    const { tags } = this.#image;
    if (tags.kind === 'literal' || tags.latest === false) return undefined;
    return highestVersion(
      tags,
      this.#source.tags.map(({ tag }) => tag),
    );
  }

  #entry(verified: VerifiedTag, attached: string): RecordedTag {
    const { tag, root } = verified;
    const highest = tag === 'latest' ? this.#highest() : undefined;
    const upstream = provenanceFacts(verified)?.upstream ?? [];
    return importedTag(this.#session, this.#image, {
      tag,
      root,
      upstream,
      attached,
      ...(highest !== undefined && { follows: highest }),
    });
  }

  /** One listing and the record. */
  async #look(): Promise<Standing> {
    const listing = this.#destination.tags().catch((thrown: unknown): string[] => {
      if (thrown instanceof MirrorError && thrown.code === 'MIRROR_REPOSITORY_UNKNOWN') return [];
      throw thrown;
    });
    const reading = this.#source.records ? this.#session.record(this.repository).read() : undefined;
    reading?.catch(() => undefined);
    return this.#there(async () => ({ listed: new Set(await listing), record: await reading }));
  }

  /** @returns how many attestations were brought or taken out */
  async #bringDigest({ root, tag, phase, progress }: VerifiedTag): Promise<number> {
    phase('copy');
    await this.#copy(root, progress);
    phase('attach');
    const subjects = [...root.platforms.map(({ descriptor }) => descriptor), root.raw.descriptor];
    let carried = 0;
    // Platforms first: whoever sees the index's attestations finds the others.
    for (const subject of new Map(subjects.map((one) => [one.digest, one])).values()) {
      const { brought, removed } = await this.#there(() => this.#carry(subject));
      carried += brought + removed;
    }
    const { digest } = root.raw.descriptor;
    await this.#there(async () => {
      const arrived = await rootAtDestination(this.#session.stranger(this.repository, false), digest);
      await checkRoot(this.#session, this.#image, arrived, { tag, onVerify: () => phase('verify') });
    });
    return carried;
  }

  async #copy(root: ImageRoot, progress: (state: CopyState) => void): Promise<void> {
    const { member } = this.#source;
    const { signal, ledger } = this.#session;
    const { digest } = root.raw.descriptor;
    const meter = new CopyMeter(root, progress);
    const result = await copyGraph({
      from: member,
      to: this.#destination,
      root: root.raw.descriptor,
      ledger,
      signal,
      // Nobody here can tell whether they are worth anything: the manifest has to ask for them.
      referrers: this.#image.upstreamReferrers,
      onProgress: meter.on,
    });
    meter.flush();
    this.#session.countCopy(result);
    if (!result.present) return;
    await this.#there(async () => {
      if (!(await isWhole(this.#destination, digest)))
        await completeGraph(member, this.#destination, root.raw);
    });
  }

  /** What goes wrong goes wrong at the destination. */
  async #there<Result>(task: () => Promise<Result>): Promise<Result> {
    try {
      return await task();
    } catch (thrown) {
      throw toMirrorError(thrown).at({ side: 'destination' });
    }
  }

  async #carryOne(subject: Descriptor): Promise<Carried> {
    if (this.#session.chain(this.#image).steps.length === 0) return { brought: 0, removed: 0, left: 0 };
    const { carryAttestations } = await import('@multiarch-mirror/attest');
    return carryAttestations({
      from: this.#source.member,
      to: this.#destination,
      subject,
      image: {
        reference: formatRepository(this.repository),
        digest: subject.digest,
        ...signedIn(this.#image),
      },
      trust: await this.#session.trust(),
      policy: await this.#session.policy(this.#image),
    });
  }
}

/** Whether an entry of the record is of this very import, or of one that was the same. */
function isSame(known: RecordedTag | undefined, entry: RecordedTag): boolean {
  return (
    known !== undefined &&
    (['digest', 'content', 'chain', 'imported'] as const).every((key) => known[key] === entry[key])
  );
}
