import { type MirrorError, toMirrorError } from '@multiarch-mirror/errors';
import { toSignedEntity } from '@sigstore/verify';
import { type StoredImageSignature, signatureBundle, verifyImageSignature } from './image-signature.ts';
import { documentedIdentity, type Signatory, type VerificationPolicy } from './policy.ts';
import type { ImageIdentity } from './signer.ts';
import type { Trust } from './trust.ts';

interface RejectedSignature {
  readonly stored: StoredImageSignature;
  /** Why it does not pass the policy. */
  readonly error: MirrorError;
}

/** What stands in a `.sig` tag. */
export interface SignatureAssessment {
  readonly own: { stored: StoredImageSignature; signatory: Signatory } | undefined;
  /** Those that fail the policy although a reader of the documents would take them for ours. */
  readonly failing: RejectedSignature[];
  readonly strangers: RejectedSignature[];
}

/** Sorts the layers of a `.sig` tag. A second signature of ours does no harm, and stays. */
export function assessSignatures(
  stored: StoredImageSignature[],
  options: { trust: Trust; policy: VerificationPolicy; image: ImageIdentity },
): SignatureAssessment {
  let own: SignatureAssessment['own'];
  const failing: RejectedSignature[] = [];
  const strangers: RejectedSignature[] = [];
  for (const one of stored) {
    try {
      const signatory = verifyImageSignature(one, options);
      own ??= { stored: one, signatory };
    } catch (error) {
      const rejected = { stored: one, error: toMirrorError(error) };
      if (claimsOurIdentity(one, options.policy)) failing.push(rejected);
      else strangers.push(rejected);
    }
  }
  return { own, failing, strangers };
}

function claimsOurIdentity(stored: StoredImageSignature, policy: VerificationPolicy): boolean {
  try {
    const payload = Buffer.from(stored.payload);
    const { key } = toSignedEntity(signatureBundle(stored, payload), payload);
    const identity = key.$case === 'certificate' ? key.certificate.subjectAltName : undefined;
    return identity !== undefined && documentedIdentity(policy).test(identity);
  } catch {
    return false;
  }
}
