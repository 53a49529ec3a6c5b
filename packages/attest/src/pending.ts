import type { Descriptor, Repository } from '@multiarch-mirror/oci';
import type { RequiredSets } from './attestation-format.ts';
import { bundleManifest } from './bundle-manifest.ts';
import type { Content } from './content.ts';
import type { StoredImageSignature } from './image-signature.ts';
import { attestationLayer, legacyTag } from './legacy-set.ts';
import { pushContent, writeLegacyTag } from './legacy-writer.ts';
import { isSbom, predicateTypes } from './predicate-type.ts';
import type { SignedStatement } from './signer.ts';
import type { StoredStatement } from './stored-statement.ts';
import type { WrittenAttestations } from './written-attestations.ts';

/** One statement on its way to the registry: as a bundle, as a layer of `.att`, or both. */
export interface PendingStatement {
  predicateType: string;
  logIndex: number;
  created: Date;
  bundle: Uint8Array | undefined;
  layer: Content | undefined;
}

/** A statement that was signed just now, for these sets. */
export function pendingStatement(signed: SignedStatement, sets: RequiredSets): PendingStatement {
  const { predicateType } = signed.statement;
  return {
    predicateType,
    logIndex: signed.logIndex,
    created: signed.signedAt,
    bundle: sets.bundle ? signed.bundleBytes : undefined,
    layer: sets.legacy ? attestationLayer({ ...signed, predicateType }) : undefined,
  };
}

/** What was written. */
export interface FlushedAttestation {
  readonly predicateType: string;
  readonly subject: string;
  /** Of the bundle's manifest; of the layer where there is no bundle. */
  readonly digest: string;
  readonly logIndex: number;
  readonly stored: ('bundle' | 'legacy')[];
}

/** All changes to one digest, written at once. */
export class PendingAttestations {
  private readonly statements: PendingStatement[] = [];
  private readonly signatures: { layer: Content; logIndex: number }[] = [];
  private readonly removedBundles: Set<string> = new Set();
  private readonly removedLayers: Descriptor[] = [];
  private readonly removedSignatures: Descriptor[] = [];

  addStatement(statement: PendingStatement): void {
    this.statements.push(statement);
  }

  addSignature(layer: Content, logIndex: number): void {
    this.signatures.push({ layer, logIndex });
  }

  removeStatements(stored: StoredStatement[]): void {
    for (const { set, descriptor } of stored) {
      if (set === 'bundle') this.removedBundles.add(descriptor.digest);
      else this.removedLayers.push(descriptor);
    }
  }

  removeSignatures(stored: StoredImageSignature[]): void {
    this.removedSignatures.push(...stored.map(({ descriptor }) => descriptor));
  }

  /** Takes over what another one could not write. */
  absorb(other: PendingAttestations): void {
    this.statements.unshift(...other.statements);
    this.signatures.unshift(...other.signatures);
    for (const digest of other.removedBundles) this.removedBundles.add(digest);
    this.removedLayers.push(...other.removedLayers);
    this.removedSignatures.push(...other.removedSignatures);
  }

  /**
   * Writes everything: the referrers by one call, each legacy tag once. Repeating it after a fault changes nothing that is there.
   * @param written gets what was written, for `uphold`
   * @throws MirrorError MIRROR_ATTACH_CONFLICT, or what the repository throws: MIRROR_REFERRER_NOT_REMOVED where something that
   * has to go cannot be removed
   */
  async write(
    repository: Repository,
    subject: Descriptor,
    written: WrittenAttestations,
  ): Promise<FlushedAttestation[]> {
    const flushed = new Map<PendingStatement, FlushedAttestation>();
    // All of it comes to an end before the next writer begins, also when a part fails.
    const results = await Promise.allSettled([
      this.writeBundles(repository, subject, { flushed, written }),
      this.writeLayers(repository, subject.digest, written),
    ]);
    for (const result of results) if (result.status === 'rejected') throw result.reason;
    const signature = this.signatures[0];
    return [
      ...this.statements.map((statement) => flushed.get(statement) ?? legacyOnly(statement, subject.digest)),
      ...(signature === undefined ? [] : [flushedSignature(signature, subject.digest)]),
    ];
  }

  private async writeBundles(
    repository: Repository,
    subject: Descriptor,
    {
      flushed,
      written,
    }: { flushed: Map<PendingStatement, FlushedAttestation>; written: WrittenAttestations },
  ): Promise<void> {
    const manifests = [];
    // SBOMs first: `trivy image --sbom-sources oci` takes the first referrer that it can parse.
    const ordered = [...this.statements].sort(
      (one, other) => Number(isSbom(other.predicateType)) - Number(isSbom(one.predicateType)),
    );
    for (const statement of ordered) {
      if (statement.bundle === undefined) continue;
      const { manifest, blobs } = bundleManifest(subject, { ...statement, bytes: statement.bundle });
      for (const blob of blobs) await pushContent(repository, blob);
      manifests.push(manifest);
      flushed.set(statement, {
        predicateType: statement.predicateType,
        subject: subject.digest,
        digest: manifest.descriptor.digest,
        logIndex: statement.logIndex,
        stored: statement.layer === undefined ? ['bundle'] : ['bundle', 'legacy'],
      });
    }
    const removed = [...this.removedBundles];
    if (manifests.length === 0 && removed.length === 0) return;
    written.addReferrers(manifests, removed);
    await repository.pushReferrers(subject, manifests, removed, { isNew: true });
  }

  private async writeLayers(
    repository: Repository,
    digest: string,
    written: WrittenAttestations,
  ): Promise<void> {
    const attestations = this.statements.map(({ layer }) => layer).filter((layer) => layer !== undefined);
    const signatures = this.signatures.map(({ layer }) => layer);
    const write = async (set: 'att' | 'sig', layers: Content[], remove: Descriptor[]): Promise<void> => {
      await Promise.all(layers.map((layer) => pushContent(repository, layer)));
      const change = { add: layers.map(({ descriptor }) => descriptor), remove };
      written.addLayers(set, change);
      await writeLegacyTag(repository, legacyTag(digest, set), change);
    };
    await Promise.all([
      write('att', attestations, this.removedLayers),
      write('sig', signatures, this.removedSignatures),
    ]);
  }
}

function legacyOnly(
  { predicateType, logIndex, layer }: PendingStatement,
  subject: string,
): FlushedAttestation {
  return {
    predicateType,
    subject,
    digest: layer?.descriptor.digest ?? subject,
    logIndex,
    stored: ['legacy'],
  };
}

function flushedSignature({ layer, logIndex }: { layer: Content; logIndex: number }, subject: string) {
  const stored: FlushedAttestation['stored'] = ['legacy'];
  return { predicateType: predicateTypes.sign, subject, digest: layer.descriptor.digest, logIndex, stored };
}
