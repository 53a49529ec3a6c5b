import { createHash, type KeyObject } from 'node:crypto';

/** The SHA-256 of a public key (SubjectPublicKeyInfo, DER), by which bundles and people name it. */
export function keyDigest(publicKey: KeyObject): Buffer {
  return createHash('sha256')
    .update(publicKey.export({ format: 'der', type: 'spki' }))
    .digest();
}
