import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { CredentialSource } from '@multiarch-mirror/attest';
import { MirrorError, registerSecret } from '@multiarch-mirror/errors';
import type { Exec } from '../plugin/exec.ts';
import { splitPin } from '../plugin/key-reference.ts';
import type { SigningOptions } from '../plugin/run-context.ts';
import { secretsAmong, variablesOf } from './cosign-environment.ts';

export interface KeySurroundings {
  /** What relative paths start from. */
  directory: string;
  environment: NodeJS.ProcessEnv;
  exec: Exec;
}

/** How long cosign may take for one signature; a person may have to touch the token, and a KMS that cannot be reached is tried again. */
const timeout = 120_000;

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
  const { reference, pin } = splitPin(key);
  const allow = variablesOf(reference, environment);
  for (const secret of [...secretsAmong(allow, environment), pin]) registerSecret(secret);
  const env: Record<string, string> = pin === undefined ? {} : { COSIGN_PKCS11_PIN: pin };
  return cosignCredential(reference, (args) => exec('cosign', args, { allow, env, cwd: directory, timeout }));
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
