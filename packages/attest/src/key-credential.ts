import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { MirrorError, registerSecret } from '@multiarch-mirror/errors';
import type { CredentialSource } from './credential.ts';

/**
 * A local private key, PEM (PKCS 8, encrypted too).
 * @throws MirrorError MIRROR_SIGNING_KEY when it cannot be read, or the passphrase is wrong.
 */
export function keyCredential(pem: string, passphrase?: string): CredentialSource {
  registerSecret(pem);
  registerSecret(passphrase);
  let key: ReturnType<typeof createPrivateKey>;
  try {
    key = createPrivateKey({ key: pem, format: 'pem', ...(passphrase === undefined ? {} : { passphrase }) });
  } catch (error) {
    throw new MirrorError('MIRROR_SIGNING_KEY', 'the signing key cannot be read', {
      hint: 'Give a PKCS 8 private key in PEM, and its passphrase where it is encrypted.',
      cause: error,
    });
  }
  const publicKey = createPublicKey(key);
  const hint = createHash('sha256')
    .update(publicKey.export({ format: 'der', type: 'spki' }))
    .digest('base64');
  const publicPem = publicKey.export({ format: 'pem', type: 'spki' }).toString();
  // Ed25519 brings its own digest.
  const algorithm = key.asymmetricKeyType === 'ed25519' ? undefined : 'sha256';
  return async () => ({
    sign: (data) => sign(algorithm, data, key),
    identity: { $case: 'publicKey', pem: publicPem, hint },
  });
}
