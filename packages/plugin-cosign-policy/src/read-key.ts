import { createPublicKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { MirrorError } from '@multiarch-mirror/errors';

/** A public key as PEM. @throws MirrorError MIRROR_POLICY_KEY where the file holds none */
export async function readKey(path: string): Promise<string> {
  try {
    const text = await readFile(path, 'utf8');
    return createPublicKey(text).export({ type: 'spki', format: 'pem' }).toString();
  } catch (error) {
    const fault =
      error instanceof Error && 'code' in error && error.code === 'ENOENT'
        ? 'there is no such file'
        : 'it holds no public key';
    throw new MirrorError('MIRROR_POLICY_KEY', `the key ${path} of cosign-policy cannot be read: ${fault}`, {
      hint: 'Name a PEM file with a public key in `key`, such as the cosign.pub of `cosign generate-key-pair`.',
      cause: error,
    });
  }
}
