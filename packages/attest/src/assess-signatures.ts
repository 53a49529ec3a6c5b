import { type MirrorError, toMirrorError } from '@multiarch-mirror/errors';
import { type StoredImageSignature, signatureBundle, verifyImageSignature } from './image-signature.ts';
import { isReadAsOurs, type Signatory, type VerificationPolicy } from './policy.ts';
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
  /** Those of strangers and of other entries: left alone. */
  readonly strangers: RejectedSignature[];
}

interface Options {
  trust: Trust;
  policy: VerificationPolicy;
  image: ImageIdentity;
  /** Of other entries that fill the same repository. */
  others?: readonly VerificationPolicy[];
}

/** Sorts the layers of a `.sig` tag. A second signature of ours does no harm, and stays. */
export function assessSignatures(stored: StoredImageSignature[], options: Options): SignatureAssessment {
  let own: SignatureAssessment['own'];
  const failing: RejectedSignature[] = [];
  const strangers: RejectedSignature[] = [];
  for (const one of stored) {
    try {
      const signatory = verifyImageSignature(one, options);
      own ??= { stored: one, signatory };
    } catch (error) {
      const rejected = { stored: one, error: toMirrorError(error) };
      if (claimsOurIdentity(one, options.policy) && !isOfOthers(one, options)) failing.push(rejected);
      else strangers.push(rejected);
    }
  }
  return { own, failing, strangers };
}

function isOfOthers(stored: StoredImageSignature, options: Options): boolean {
  return (options.others ?? []).some((policy) => {
    try {
      return verifyImageSignature(stored, { ...options, policy }).identity !== '';
    } catch {
      return false;
    }
  });
}

function claimsOurIdentity(stored: StoredImageSignature, policy: VerificationPolicy): boolean {
  try {
    const payload = Buffer.from(stored.payload);
    return isReadAsOurs(signatureBundle(stored, payload), policy) === true;
  } catch {
    return false;
  }
}
