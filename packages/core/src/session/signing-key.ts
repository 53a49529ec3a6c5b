import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { CredentialSource } from '@multiarch-mirror/attest';
import { MirrorError } from '@multiarch-mirror/errors';
import type { Exec } from '../plugin/exec.ts';
import type { SigningOptions } from '../plugin/run-context.ts';

export interface KeySurroundings {
  /** What relative paths start from. */
  directory: string;
  environment: NodeJS.ProcessEnv;
  exec: Exec;
}

/** What cosign reads of the environment for its keys: passwords, and the credentials of KMS and hardware. */
const ofKeys =
  /^(?:COSIGN|AWS|AZURE|GOOGLE|GCLOUD|CLOUDSDK|VAULT|TRANSIT|PKCS11|KUBE|KUBERNETES|OPENBAO|BAO)_|^KUBECONFIG$/;

/** The key that a chain signs with, in the modes that have one. @throws MirrorError MIRROR_SIGNING_KEY */
export async function openKey(
  { mode, key = '' }: SigningOptions,
  { directory, environment, exec }: KeySurroundings,
): Promise<CredentialSource> {
  const { cosignCredential, keyCredential } = await import('@multiarch-mirror/attest');
  if (mode === 'key') {
    const pem = await readKey(key, { directory, environment });
    return keyCredential(pem, environment.COSIGN_PASSWORD);
  }
  const allow = Object.keys(environment).filter((name) => ofKeys.test(name));
  return cosignCredential(key, (args) => exec('cosign', args, { allow, cwd: directory, timeout: 120_000 }));
}

/** A key's text: from a file, relative to the manifest, or by `env://NAME`. @throws MirrorError MIRROR_SIGNING_KEY */
export async function readKey(
  key: string,
  { directory, environment }: Pick<KeySurroundings, 'directory' | 'environment'>,
): Promise<string> {
  const variable = /^env:\/\/(.+)$/.exec(key)?.[1];
  if (variable !== undefined) {
    const text = environment[variable];
    if (text) return text;
    throw new MirrorError('MIRROR_SIGNING_KEY', `the environment variable ${variable} holds no key`, {
      hint: `Set ${variable} to the key in PEM. Who only verifies gives the plugin \`verify\` the public \`key\`.`,
    });
  }
  try {
    return await readFile(resolve(directory, key), 'utf8');
  } catch (error) {
    throw new MirrorError('MIRROR_SIGNING_KEY', `the key ${key} cannot be read`, {
      hint: 'Check its path, which is relative to the manifest. Who only verifies gives the plugin `verify` the public `key`.',
      cause: error,
    });
  }
}
