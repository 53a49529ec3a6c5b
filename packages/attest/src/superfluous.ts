import { MirrorError } from '@multiarch-mirror/errors';
import { type Assessment, copies } from './assess.ts';
import type { RequiredSets } from './attestation-format.ts';
import type { AttestationSlot } from './attestation-slot.ts';
import { isReadAsOurs } from './policy.ts';
import { predicateTypes } from './predicate-type.ts';
import type { StoredStatement } from './stored-statement.ts';

/** Copies that must not stand: second statements, failing ones, and bundles in the legacy format, which they would hide. */
export function superfluousCopies(assessment: Assessment, sets: RequiredSets): StoredStatement[] {
  const { own, surplus, failing } = assessment;
  const hiding = sets.bundle || own?.bundle === undefined ? [] : [own.bundle];
  return [...surplus, ...failing.map(({ stored }) => stored), ...hiding];
}

/** Everything that passes the policy, in every set. */
export function passingCopies({ own, surplus }: Assessment): StoredStatement[] {
  return [...(own === undefined ? [] : copies(own)), ...surplus];
}

/**
 * Another entry's statement that readers of our documents would find beside ours: two SBOMs break the documented commands. Signatures may
 * be there twice, since nobody extracts a document from them.
 * @throws MirrorError MIRROR_SECOND_ATTESTATION
 */
export function refuseSecond(
  { allied }: Assessment,
  { predicateType, policy }: AttestationSlot,
  digest: string,
): void {
  if (predicateType === predicateTypes.sign) return;
  const read = allied.some(
    ({ stored: { bundle } }) => bundle !== undefined && isReadAsOurs(bundle, policy) === true,
  );
  if (!read) return;
  throw new MirrorError(
    'MIRROR_SECOND_ATTESTATION',
    `${digest} has the attestation ${predicateType} of another entry of the manifest, whose identity readers would take for this one's`,
    { hint: 'Give both entries the same `identity`, or each a destination of its own.' },
  );
}
