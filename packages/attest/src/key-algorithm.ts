import type { KeyObject } from 'node:crypto';
import { MirrorError } from '@multiarch-mirror/errors';
import { PublicKeyDetails } from '@sigstore/protobuf-specs';

/** How a key signs, so that `cosign verify --key` needs no flag for it and the transparency log takes it. */
export interface KeyAlgorithm {
  /** For messages. */
  readonly name: string;
  /** What is hashed before it is signed; Ed25519 brings a digest of its own. */
  readonly digest: 'sha256' | undefined;
  /** As a log of version 2 wants it named (protobuf-specs, sigstore_common.proto); `undefined`: such a log does not take it. */
  readonly details: PublicKeyDetails | undefined;
  /** Whether logs of version 1 take it for entries of type `hashedrekord`, and so for the signature of the legacy set. */
  readonly legacy: boolean;
}

const rsaDetails: Record<number, PublicKeyDetails> = {
  2048: PublicKeyDetails.PKIX_RSA_PKCS1V15_2048_SHA256,
  3072: PublicKeyDetails.PKIX_RSA_PKCS1V15_3072_SHA256,
  4096: PublicKeyDetails.PKIX_RSA_PKCS1V15_4096_SHA256,
};

/**
 * The algorithm of a key. On P-384 and P-521 the tools disagree: cosign signs with SHA-384 or SHA-512, and verifies with SHA-256 unless it is
 * told otherwise. With Ed25519 cosign 3.1 signs as Ed25519ph (RFC 8032, section 5.1) and verifies, as the log does, Ed25519, which is what we sign.
 * @throws MirrorError MIRROR_SIGNING_KEY for a key that cosign or the log would refuse
 */
export function keyAlgorithm(key: KeyObject): KeyAlgorithm {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details = {} } = key;
  if (type === 'ec' && details.namedCurve === 'prime256v1') {
    return {
      name: 'ECDSA P-256',
      digest: 'sha256',
      details: PublicKeyDetails.PKIX_ECDSA_P256_SHA_256,
      legacy: true,
    };
  }
  if (type === 'rsa') {
    const bits = details.modulusLength ?? 0;
    if (rsaDetails[bits] !== undefined)
      return { name: `RSA ${bits}`, digest: 'sha256', details: rsaDetails[bits], legacy: true };
    throw unusable(`RSA with ${bits} bits`);
  }
  if (type === 'ed25519') return { name: 'Ed25519', digest: undefined, details: undefined, legacy: false };
  throw unusable(details.namedCurve ?? type ?? 'of an unknown type');
}

function unusable(what: string): MirrorError {
  return new MirrorError('MIRROR_SIGNING_KEY', `the signing key is ${what}, which cosign does not verify`, {
    hint: 'Use a key on P-256, or RSA with 2048, 3072 or 4096 bits.',
  });
}
