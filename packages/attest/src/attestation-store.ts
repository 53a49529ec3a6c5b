import type { Descriptor, Repository } from '@multiarch-mirror/oci';
import { type Assessment, assess, copies } from './assess.ts';
import { assessSignatures, type SignatureAssessment } from './assess-signatures.ts';
import { type Attached, Attachments, countsBy } from './attachments.ts';
import { type AttestationFormat, type RequiredSets, requiredSets } from './attestation-format.ts';
import type { AttestationSlot, SignatureSlot, SupersededSlot } from './attestation-slot.ts';
import { complete } from './complete.ts';
import { type Inspection, whereabouts } from './inspection.ts';
import { signatureLayer } from './legacy-set.ts';
import { type FlushedAttestation, PendingAttestations, pendingStatement } from './pending.ts';
import type { VerificationPolicy } from './policy.ts';
import { predicateTypes } from './predicate-type.ts';
import { publicSigstore } from './public-sigstore.ts';
import { readAttestations, type StoredAttestations } from './read.ts';
import type { ImageIdentity, SignedImage, SignedStatement } from './signer.ts';
import { passingCopies, refuseSecond, superfluousCopies } from './superfluous.ts';
import type { Trust } from './trust.ts';
import { WrittenAttestations } from './written-attestations.ts';

export interface AttestationStoreOptions {
  repository: Repository;
  format: AttestationFormat;
  trust: Trust;
  /** All by which somebody in this run attests in the repository: what counts by one of them nobody else takes away. */
  policies: readonly VerificationPolicy[];
  /** The log to fetch proofs from when a bundle is made from a legacy attestation. Default: public Sigstore. */
  rekorUrl?: string;
}

/** Documents are large: what was read is kept for the images at hand, not for a whole run. */
const maxReads = 24;
/** Digests whose manifests are kept for `uphold`: more than are on their way at once. */
const maxWritten = 256;

/**
 * Attestations of one destination repository: reads, adopts, queues and writes them. One store for each repository in a run, shared by
 * all images: platform manifests belong to several, and each digest has a single writer.
 */
export class AttestationStore {
  private readonly options: AttestationStoreOptions;
  private readonly reads = new Map<string, Promise<StoredAttestations>>();
  private readonly attachments = new Attachments();
  private readonly pending = new Map<string, PendingAttestations>();
  private readonly writers = new Map<string, Promise<unknown>>();
  private readonly written = new Map<string, WrittenAttestations>();

  constructor(options: AttestationStoreOptions) {
    this.options = options;
  }

  /** Everything on a digest, unverified; read once for a while, and anew after it was written. @throws what `readAttestations` throws */
  read(digest: string): Promise<StoredAttestations> {
    const known = this.reads.get(digest);
    if (known !== undefined) return known;
    const read = readAttestations(this.options.repository, digest);
    this.reads.set(digest, read);
    const [oldest] = this.reads.keys();
    if (this.reads.size > maxReads && oldest !== undefined) this.reads.delete(oldest);
    read.catch(() => this.reads.delete(digest));
    return read;
  }

  /** The state of one kind of statement, verified against the policy. Reads only. */
  async inspect(digest: string, slot: AttestationSlot): Promise<Inspection> {
    const assessment = await this.assess(digest, slot);
    const sets = this.sets(slot);
    const faults = assessment.failing.map(({ error }) => error);
    const superfluous = superfluousCopies(assessment, sets).length > 0;
    const { own } = assessment;
    const missing = (sets.bundle && own?.bundle === undefined) || (sets.legacy && own?.legacy === undefined);
    const nothing = own === undefined && !superfluous;
    const state = !missing && !superfluous ? 'complete' : nothing ? 'missing' : 'broken';
    return { state, statement: own?.verified, stored: whereabouts(own), faults };
  }

  /** The state of the legacy image signature (`.sig`). Reads only. */
  async inspectSignature(image: ImageIdentity, slot: SignatureSlot): Promise<Inspection['state']> {
    if (!requiredSets(this.options.format, slot.legacy).legacy) return 'complete';
    const { own, failing } = await this.assessSignatures(image, slot);
    if (failing.length > 0) return 'broken';
    return own === undefined ? 'missing' : 'complete';
  }

  /**
   * Makes sure that a digest has exactly one statement of a kind. One that passes the policy and has the right content is adopted, and the
   * set that lacks it is completed without a new signature; otherwise `make` signs one. Those that fail are queued for removal. Nothing
   * is written before `flush`. Asking again for the same slot in one run gives the first result.
   * @throws MirrorError MIRROR_SECOND_ATTESTATION where another entry's statement would be read beside it, and what `make`, reading and
   * the log throw
   */
  attach(
    subject: Descriptor,
    slot: AttestationSlot,
    make: () => Promise<SignedStatement>,
  ): Promise<Attached> {
    const { digest } = subject;
    const { predicateType, policy } = slot;
    return this.attachments.once(`${digest} ${predicateType}`, policy, async () => {
      const sets = this.sets(slot);
      const assessment = await this.assess(digest, slot);
      const { own } = assessment;
      this.pendingFor(digest).removeStatements(superfluousCopies(assessment, sets));
      if (!sets.bundle && !sets.legacy) return { outcome: 'none', logIndex: undefined, alsoBy: [] };
      if (own !== undefined) {
        const { logIndex, signedAt: created } = own.verified;
        const { rekorUrl = publicSigstore.rekorUrl } = this.options;
        const completion = await complete(own, sets, { rekorUrl, policy });
        if (completion !== undefined) {
          if (completion.bundle ?? completion.layer)
            this.pendingFor(digest).addStatement({ predicateType, logIndex, created, ...completion });
          return { outcome: 'adopted', logIndex, alsoBy: [] };
        }
        // What cannot be completed is replaced.
        this.pendingFor(digest).removeStatements(copies(own));
      }
      refuseSecond(assessment, slot, digest);
      const signed = await make();
      this.pendingFor(digest).addStatement(pendingStatement(signed, sets));
      const { trust } = this.options;
      const alsoBy = countsBy(this.others(policy), signed, { trust, subject: digest, predicateType });
      return { outcome: 'made', logIndex: signed.logIndex, alsoBy };
    });
  }

  /** The same for the legacy image signature; nothing where the digest has no legacy set. */
  attachSignature(
    image: ImageIdentity,
    slot: SignatureSlot,
    make: () => Promise<SignedImage>,
  ): Promise<Attached> {
    return this.attachments.once(`${image.digest} .sig`, slot.policy, async () => {
      if (!requiredSets(this.options.format, slot.legacy).legacy)
        return { outcome: 'none', logIndex: undefined, alsoBy: [] };
      const { own, failing } = await this.assessSignatures(image, slot);
      this.pendingFor(image.digest).removeSignatures(failing.map(({ stored }) => stored));
      if (own !== undefined) return { outcome: 'adopted', logIndex: undefined, alsoBy: [] };
      const signed = await make();
      this.pendingFor(image.digest).addSignature(signatureLayer(signed), signed.logIndex);
      return { outcome: 'made', logIndex: signed.logIndex, alsoBy: [] };
    });
  }

  /** Whether statements of a kind that pass the policy stand in any set, whoever wants them. Reads only. */
  async stands(digest: string, slot: SupersededSlot): Promise<boolean> {
    return passingCopies(await this.assess(digest, slot)).length > 0;
  }

  /**
   * Queues for removal what stands of a kind and passes the policy, in every set: another kind has taken its place. What fails the
   * policy is somebody else's, and stays. Nothing is written before `flush`.
   */
  async supersede({ digest }: Descriptor, slot: SupersededSlot): Promise<void> {
    const superseded = passingCopies(await this.assess(digest, slot));
    if (superseded.length > 0) this.pendingFor(digest).removeStatements(superseded);
  }

  /**
   * Writes what is queued for a digest: its referrers at once, each legacy tag once. One writer at a time for each digest. After a fault
   * the queue stands, and another call writes it.
   * @throws MirrorError MIRROR_ATTACH_CONFLICT, or what the repository throws: MIRROR_REFERRER_NOT_REMOVED, say
   */
  flush(subject: Descriptor): Promise<FlushedAttestation[]> {
    return this.alone(subject.digest, () => this.write(subject));
  }

  /**
   * Looks whether what was flushed for a digest still stands, and writes again what another process has undone by writing at the same
   * time: whoever reads back and misses something asks for it. Nothing is signed.
   * @returns whether anything was undone
   * @throws MirrorError MIRROR_ATTACH_CONFLICT, or what the repository throws
   */
  uphold(subject: Descriptor): Promise<boolean> {
    return this.alone(subject.digest, async () => {
      try {
        return (await this.written.get(subject.digest)?.uphold(this.options.repository, subject)) ?? false;
      } finally {
        this.reads.delete(subject.digest);
      }
    });
  }

  private sets(slot: AttestationSlot): RequiredSets {
    const sets = requiredSets(this.options.format, slot.legacy);
    return slot.predicateType === predicateTypes.sign ? { ...sets, legacy: false } : sets;
  }

  private async assess(digest: string, slot: SupersededSlot): Promise<Assessment> {
    const { trust } = this.options;
    return assess(await this.read(digest), { ...slot, trust, others: this.others(slot.policy) });
  }

  private async assessSignatures(
    image: ImageIdentity,
    { policy }: SignatureSlot,
  ): Promise<SignatureAssessment> {
    const { trust } = this.options;
    const { legacySignatures } = await this.read(image.digest);
    return assessSignatures(legacySignatures, { trust, policy, image, others: this.others(policy) });
  }

  private others(policy: VerificationPolicy): VerificationPolicy[] {
    const own = JSON.stringify(policy);
    return this.options.policies.filter((one) => JSON.stringify(one) !== own);
  }

  /** One writer at a time for each digest. */
  private alone<Result>(digest: string, write: () => Promise<Result>): Promise<Result> {
    const before = this.writers.get(digest) ?? Promise.resolve();
    const result = before.catch(() => undefined).then(write);
    this.writers.set(digest, result);
    return result;
  }

  private writtenFor(digest: string): WrittenAttestations {
    const written = this.written.get(digest) ?? new WrittenAttestations();
    // The latest is the last to be forgotten.
    this.written.delete(digest);
    this.written.set(digest, written);
    const [oldest] = this.written.keys();
    if (this.written.size > maxWritten && oldest !== undefined) this.written.delete(oldest);
    return written;
  }

  private async write(subject: Descriptor): Promise<FlushedAttestation[]> {
    const pending = this.pending.get(subject.digest);
    if (pending === undefined) return [];
    // What is queued from now on is for the next writer.
    this.pending.delete(subject.digest);
    try {
      return await pending.write(this.options.repository, subject, this.writtenFor(subject.digest));
    } catch (error) {
      this.pendingFor(subject.digest).absorb(pending);
      throw error;
    } finally {
      this.reads.delete(subject.digest);
    }
  }

  private pendingFor(digest: string): PendingAttestations {
    const known = this.pending.get(digest);
    if (known !== undefined) return known;
    const pending = new PendingAttestations();
    this.pending.set(digest, pending);
    return pending;
  }
}
