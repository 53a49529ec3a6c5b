import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { MirrorError, registerSecret } from '@multiarch-mirror/errors';
import type { CredentialIdentity, CredentialSource } from './credential.ts';
import { keyAlgorithm } from './key-algorithm.ts';
import { keyDigest } from './key-digest.ts';

/**
 * A local private key, PEM (PKCS 8, encrypted too).
 * @throws MirrorError MIRROR_SIGNING_KEY when it cannot be read, the passphrase is wrong, or cosign would not verify what it signs
 */
export function keyCredential(pem: string, passphrase?: string): CredentialSource {
  registerSecret(pem.trim());
  // Whoever prints a file prints its lines.
  for (const line of pem.split('\n')) if (!line.startsWith('-----')) registerSecret(line.trim());
  registerSecret(passphrase);
  const key = readKey(pem, passphrase);
  const publicKey = createPublicKey(key);
  const algorithm = keyAlgorithm(publicKey);
  const credential = {
    sign: async (data: Buffer) => sign(algorithm.digest, data, key),
    algorithm,
    identity: publicKeyIdentity(publicKey),
  };
  return async () => credential;
}

/** What verifiers need of a key. */
export function publicKeyIdentity(publicKey: KeyObject): CredentialIdentity {
  return {
    $case: 'publicKey',
    pem: publicKey.export({ format: 'pem', type: 'spki' }).toString(),
    hint: keyDigest(publicKey).toString('base64'),
  };
}

function readKey(pem: string, passphrase: string | undefined): KeyObject {
  try {
    return createPrivateKey({
      key: pem,
      format: 'pem',
      ...(passphrase === undefined ? {} : { passphrase }),
    });
  } catch (error) {
    throw new MirrorError('MIRROR_SIGNING_KEY', `the signing key ${fault(pem, passphrase)}`, {
      hint: hintFor(pem, passphrase),
      cause: error,
    });
  }
}

/** cosign's own format: scrypt and NaCl's secret box around PKCS 8. */
const ofCosign = /-----BEGIN ENCRYPTED (?:SIGSTORE|COSIGN) PRIVATE KEY-----/;
const encrypted = /-----BEGIN ENCRYPTED PRIVATE KEY-----|Proc-Type: 4,ENCRYPTED/;

function fault(pem: string, passphrase: string | undefined): string {
  if (ofCosign.test(pem)) return 'is in the format of `cosign generate-key-pair`';
  if (!encrypted.test(pem)) return 'is no private key in PEM';
  return passphrase === undefined
    ? 'is encrypted, and there is no password'
    : 'cannot be decrypted with its password';
}

function hintFor(pem: string, passphrase: string | undefined): string {
  if (ofCosign.test(pem)) return 'Use `mode: cosign`, which has the cosign CLI read it.';
  if (!encrypted.test(pem)) return 'Give a PKCS 8 private key in PEM (`-----BEGIN PRIVATE KEY-----`).';
  return passphrase === undefined
    ? 'Set COSIGN_PASSWORD to the password of the key.'
    : 'Check COSIGN_PASSWORD: it is not the password of this key.';
}
