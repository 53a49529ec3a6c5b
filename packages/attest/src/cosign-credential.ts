import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MirrorError, toMirrorError } from '@multiarch-mirror/errors';
import PQueue from 'p-queue';
import type { Credential, CredentialSource } from './credential.ts';
import { keyAlgorithm } from './key-algorithm.ts';
import { publicKeyIdentity } from './key-credential.ts';

/** Runs the cosign CLI, with whatever of the environment its key needs, and gives what it wrote. */
export type RunCosign = (args: readonly string[]) => Promise<{ stdout: string }>;

/** Programs at once; each takes some 50 MB. */
const concurrency = 4;

/**
 * A key that only the cosign CLI can use: `cosign.key`, the key of a KMS, hardware. cosign signs bytes; logging and attaching are ours.
 * @throws MirrorError MIRROR_SIGNING_KEY when it cannot use the key, or cosign would not verify what it signs
 */
export function cosignCredential(key: string, run: RunCosign): CredentialSource {
  let opened: Promise<Credential> | undefined;
  return () => {
    opened ??= open(key, run);
    opened.catch(() => {
      opened = undefined;
    });
    return opened;
  };
}

async function open(key: string, run: RunCosign): Promise<Credential> {
  const { stdout } = await run(['public-key', '--key', key]).catch((error: unknown) => {
    throw unusable(key, 'cosign gives no public key of it', error);
  });
  const pem = /-----BEGIN PUBLIC KEY-----[\s\S]+?-----END PUBLIC KEY-----/.exec(stdout)?.[0];
  if (pem === undefined) throw unusable(key, 'cosign gives no public key of it');
  const publicKey = createPublicKey(pem);
  const algorithm = keyAlgorithm(publicKey);
  const queue = new PQueue({ concurrency });
  return {
    algorithm,
    identity: publicKeyIdentity(publicKey),
    sign: (data) =>
      queue.add(async () => {
        const signature = await signBlob(key, data, run);
        refuseForeign(key, { signature, data, publicKey, digest: algorithm.digest });
        return signature;
      }),
  };
}

async function signBlob(key: string, data: Buffer, run: RunCosign): Promise<Buffer> {
  const directory = await mkdtemp(join(tmpdir(), 'mirror-sign-'));
  try {
    const [file, bundle] = [join(directory, 'data'), join(directory, 'bundle.json')];
    await writeFile(file, data);
    // The log's entry would be of another type than the one that verifiers of envelopes ask for; so it is made here.
    const flags = ['--use-signing-config=false', '--tlog-upload=false', '--yes'];
    await run(['sign-blob', '--key', key, ...flags, '--bundle', bundle, file]).catch((error: unknown) => {
      throw unusable(key, 'cosign does not sign with it', error);
    });
    const { messageSignature } = JSON.parse(await readFile(bundle, 'utf8')) as {
      messageSignature?: { signature?: string };
    };
    return Buffer.from(messageSignature?.signature ?? '', 'base64');
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Some keys can sign in several ways: what verifiers would not take is not logged. */
function refuseForeign(
  key: string,
  signed: { signature: Buffer; data: Buffer; publicKey: KeyObject; digest: string | undefined },
): void {
  if (verify(signed.digest, signed.data, signed.publicKey, signed.signature)) return;
  throw unusable(key, 'what cosign signs with it does not verify with SHA-256');
}

function unusable(key: string, why: string, cause?: unknown): MirrorError {
  const said = cause === undefined ? '' : `: ${toMirrorError(cause).message}`;
  return new MirrorError('MIRROR_SIGNING_KEY', `the signing key ${key} cannot be used: ${why}${said}`, {
    hint: 'Run `cosign public-key --key …` by hand; a password comes from COSIGN_PASSWORD.',
    ...(cause === undefined ? {} : { cause }),
  });
}
