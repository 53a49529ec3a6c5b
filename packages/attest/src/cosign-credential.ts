import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import PQueue from 'p-queue';
import { cosignFault, unusableKey } from './cosign-fault.ts';
import type { Credential, CredentialSource } from './credential.ts';
import { keyAlgorithm } from './key-algorithm.ts';
import { publicKeyIdentity } from './key-credential.ts';
import type { RunCosign } from './run-cosign.ts';
import { tokenManners } from './token-manners.ts';
import { untilFinal } from './until-final.ts';

/** Programs at once; each takes some 50 MB. */
const concurrency = 4;

/**
 * A key that only the cosign CLI can use: `cosign.key`, the key of a KMS, hardware. cosign signs bytes; logging and attaching are ours.
 * What failed is tried again by the next image, unless that would make it worse.
 * @param key as `cosign --key` takes it, without a PIN
 * @throws MirrorError MIRROR_SIGNING_KEY when it cannot use the key, or cosign would not verify what it signs; MIRROR_TOOL_MISSING
 */
export function cosignCredential(key: string, run: RunCosign): CredentialSource {
  const asked = untilFinal(run);
  const careful = key.startsWith('pkcs11:') ? tokenManners(asked) : asked;
  let opened: Promise<Credential> | undefined;
  return () => {
    opened ??= open(key, careful);
    opened.catch(() => {
      opened = undefined;
    });
    return opened;
  };
}

async function open(key: string, run: RunCosign): Promise<Credential> {
  const { stdout } = await run(['public-key', '--key', key]).catch((error: unknown) => {
    throw cosignFault(key, 'cosign gives no public key of it', error);
  });
  const pem = /-----BEGIN PUBLIC KEY-----[\s\S]+?-----END PUBLIC KEY-----/.exec(stdout)?.[0];
  if (pem === undefined) throw unusableKey(key, 'cosign gives no public key of it');
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
      throw cosignFault(key, 'cosign does not sign with it', error);
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
  throw unusableKey(key, 'what cosign signs with it does not verify with SHA-256');
}
