import { createPublicKey } from 'node:crypto';
import { MirrorError } from '@multiarch-mirror/errors';
import { type KeySurroundings, readKey } from './signing-key.ts';

/** The public key that a file or a variable holds, or that belongs to the private one there. @throws MirrorError MIRROR_SIGNING_KEY */
export async function readPublicKey(
  key: string,
  surroundings: Pick<KeySurroundings, 'directory' | 'environment'>,
): Promise<string> {
  return publicPem(key, await readKey(key, surroundings));
}

/** As SubjectPublicKeyInfo in PEM; `key` names it in an error. @throws MirrorError MIRROR_SIGNING_KEY */
export function publicPem(key: string, pem: string): string {
  try {
    return createPublicKey(pem).export({ format: 'pem', type: 'spki' }).toString();
  } catch (error) {
    throw new MirrorError('MIRROR_SIGNING_KEY', `${key} is no public key in PEM`, {
      hint: 'Give the file that begins with `-----BEGIN PUBLIC KEY-----`, such as cosign.pub.',
      cause: error,
    });
  }
}
