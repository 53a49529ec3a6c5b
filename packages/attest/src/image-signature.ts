import { createHash } from 'node:crypto';
import { PolicyError, toMirrorError } from '@multiarch-mirror/errors';
import type { Descriptor } from '@multiarch-mirror/oci';
import type { Bundle } from '@sigstore/bundle';
import { HashAlgorithm } from '@sigstore/protobuf-specs';
import { legacyAnnotations } from './legacy-set.ts';
import type { Signatory, VerificationPolicy } from './policy.ts';
import type { ImageIdentity } from './signer.ts';
import { parseSimpleSigning } from './simple-signing.ts';
import { legacyBundle } from './stored-statement.ts';
import type { Trust } from './trust.ts';
import { invalid, verifySignature } from './verify.ts';

/** A layer of a `.sig` tag as it was found. Nothing of it is verified yet. */
export interface StoredImageSignature {
  readonly descriptor: Descriptor;
  readonly payload: Uint8Array;
}

/**
 * Verifies a legacy image signature: certificate, log entry, signature, identity, issuer, digest, and that the payload names the
 * destination's repository, or the one that it was brought from, which cosign does not check.
 * @throws PolicyError MIRROR_SIGNATURE_INVALID, MIRROR_NOT_IN_LOG, MIRROR_WRONG_IDENTITY, MIRROR_WRONG_ISSUER,
 * MIRROR_WRONG_DIGEST, MIRROR_WRONG_REPOSITORY
 */
export function verifyImageSignature(
  stored: StoredImageSignature,
  options: { trust: Trust; policy: VerificationPolicy; image: ImageIdentity },
): Signatory {
  const payload = Buffer.from(stored.payload);
  const signatory = verifySignature(signatureBundle(stored, payload), options, payload);
  const image = parseSimpleSigning(payload);
  if (image === undefined) throw invalid('the payload is not that of an image signature');
  if (image.digest !== options.image.digest) {
    throw new PolicyError(`the signature is for ${image.digest}`, { code: 'MIRROR_WRONG_DIGEST' });
  }
  if (image.reference !== options.image.reference && image.reference !== options.image.origin) {
    throw new PolicyError(`the signature is for the repository ${image.reference}`, {
      code: 'MIRROR_WRONG_REPOSITORY',
      hint: 'Sign the image in the repository where it lies.',
    });
  }
  return signatory;
}

/** The layer as a bundle with a message signature. @throws PolicyError MIRROR_SIGNATURE_INVALID */
export function signatureBundle(stored: StoredImageSignature, payload: Buffer): Bundle {
  try {
    const signature = stored.descriptor.annotations?.[legacyAnnotations.signature] ?? '';
    return legacyBundle(stored.descriptor, {
      $case: 'messageSignature',
      messageSignature: {
        messageDigest: {
          algorithm: HashAlgorithm.SHA2_256,
          digest: createHash('sha256').update(payload).digest(),
        },
        signature: Buffer.from(signature, 'base64'),
      },
    });
  } catch (error) {
    throw invalid(toMirrorError(error).message, error);
  }
}
