import { PolicyError } from '@multiarch-mirror/errors';
import type { RepositoryReader } from '@multiarch-mirror/oci';
import { type Assessment, assess } from './assess.ts';
import { assessSignatures } from './assess-signatures.ts';
import { type AttestationFormat, requiredSets } from './attestation-format.ts';
import type { VerificationPolicy } from './policy.ts';
import { isProvenance, isSbom, predicateTypes } from './predicate-type.ts';
import { readAttestations, type StoredAttestations } from './read.ts';
import type { ImageIdentity } from './signer.ts';
import type { Trust } from './trust.ts';
import type { VerifiedStatement } from './verify.ts';

export interface ExpectedAttestations {
  trust: Trust;
  policy: VerificationPolicy;
  format: AttestationFormat;
  image: ImageIdentity;
  /** Whether the digest has a legacy set: the index that users' references lead to, not its platforms. */
  legacy: boolean;
  /** Whether it has to be signed; signatures are asked for by their own predicate, since cosign is content with any bundle. */
  signature: boolean;
  /** Statements that have to be there, in every set, exactly one of each. */
  predicateTypes: string[];
}

/** Reads a digest's attestations and checks them as a stranger would: `readAttestations`, then `checkAttestations`. */
export async function verifyAttestations(
  repository: RepositoryReader,
  expected: ExpectedAttestations,
): Promise<VerifiedStatement[]> {
  return checkAttestations(await readAttestations(repository, expected.image.digest), expected);
}

/**
 * Checks what was read: the signature itself, and every statement in every set.
 * @returns the verified statements in the order asked for, the signature first; none of a kind that the format stores nowhere on
 * this digest, and none for the legacy signature, which is no statement
 * @throws PolicyError MIRROR_UNSIGNED, MIRROR_NO_SBOM, MIRROR_NO_PROVENANCE, MIRROR_NO_ATTESTATION, MIRROR_SECOND_ATTESTATION, MIRROR_HIDDEN_LEGACY, and what
 * `verifyBundle` and `verifyImageSignature` throw
 */
export function checkAttestations(
  stored: StoredAttestations,
  expected: ExpectedAttestations,
): VerifiedStatement[] {
  const sets = requiredSets(expected.format, expected.legacy);
  if (expected.format === 'legacy' && stored.bundles.length > 0) throw hiddenLegacy(expected.image);
  const statements: VerifiedStatement[] = [];
  if (expected.signature) {
    if (sets.bundle) {
      statements.push(required(stored, predicateTypes.sign, { bundle: true, legacy: false }, expected));
    }
    if (sets.legacy) requireSignature(stored, expected);
  }
  for (const predicateType of expected.predicateTypes) {
    if (sets.bundle || sets.legacy) statements.push(required(stored, predicateType, sets, expected));
  }
  return statements;
}

function required(
  stored: StoredAttestations,
  predicateType: string,
  sets: { bundle: boolean; legacy: boolean },
  { trust, policy, image }: ExpectedAttestations,
): VerifiedStatement {
  const { own, surplus, failing, strangers } = assess(stored, { trust, policy, predicateType });
  if (own === undefined) throw (failing[0] ?? strangers[0])?.error ?? absent(predicateType, image);
  if (sets.bundle && own.bundle === undefined) throw absent(predicateType, image, 'as a bundle');
  if (sets.legacy && own.legacy === undefined) throw absent(predicateType, image, 'in the legacy set');
  // The signature may be there twice: nobody extracts a document from it.
  if (predicateType !== predicateTypes.sign) requireSingle({ surplus, failing }, predicateType, image);
  return own.verified;
}

function requireSingle(
  { surplus, failing }: Pick<Assessment, 'surplus' | 'failing'>,
  predicateType: string,
  image: ImageIdentity,
): void {
  if (surplus.length === 0 && failing.length === 0) return;
  throw new PolicyError(`${image.digest} has more than one attestation ${predicateType}`, {
    code: 'MIRROR_SECOND_ATTESTATION',
    hint: 'Run with --deep: it leaves the one that passes the policy.',
  });
}

function requireSignature(stored: StoredAttestations, { trust, policy, image }: ExpectedAttestations): void {
  const { own, failing, strangers } = assessSignatures(stored.legacySignatures, { trust, policy, image });
  if (own !== undefined) return;
  throw (failing[0] ?? strangers[0])?.error ?? absent(predicateTypes.sign, image, 'in the legacy set');
}

function absent(predicateType: string, image: ImageIdentity, where = ''): PolicyError {
  const [code, what] = absence(predicateType);
  return new PolicyError(`${image.digest} ${what}${where === '' ? '' : ` ${where}`}`, {
    code,
    hint: 'Run `mirror run --deep` with the manifest that publishes the image: it makes and attaches what is missing.',
  });
}

function absence(predicateType: string): [code: string, what: string] {
  if (predicateType === predicateTypes.sign) return ['MIRROR_UNSIGNED', 'is not signed'];
  if (isSbom(predicateType)) return ['MIRROR_NO_SBOM', 'has no SBOM'];
  if (isProvenance(predicateType)) return ['MIRROR_NO_PROVENANCE', `has no provenance ${predicateType}`];
  return ['MIRROR_NO_ATTESTATION', `has no attestation ${predicateType}`];
}

function hiddenLegacy({ digest }: ImageIdentity): PolicyError {
  return new PolicyError(`${digest} has bundles, which hide its legacy attestations from cosign`, {
    code: 'MIRROR_HIDDEN_LEGACY',
    hint: 'Set `attestations.format: both`, or take the bundles out of the registry.',
  });
}
