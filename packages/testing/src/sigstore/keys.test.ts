import { generateKeyPairSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import {
  type CredentialSource,
  cosignCredential,
  createSigner,
  createStatement,
  keyCredential,
  predicateTypes,
  type Signer,
  type VerificationPolicy,
  verifyAttestations,
} from '@multiarch-mirror/attest';
import { MirrorError, redact } from '@multiarch-mirror/errors';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AttestationLab, startAttestationLab, workflowPolicy } from './attestation-lab.ts';

let lab: AttestationLab;
beforeEach(async () => {
  lab = await startAttestationLab();
});
afterEach(() => lab.close());

const pem = { format: 'pem', type: 'pkcs8' } as const;
const privateKeys = {
  'P-256': generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export(pem).toString(),
  'RSA 2048': generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export(pem).toString(),
  Ed25519: generateKeyPairSync('ed25519').privateKey.export(pem).toString(),
};

function signerOf(credential: CredentialSource): Signer {
  return createSigner({ credential, rekorUrl: lab.sigstore.rekorUrl });
}

async function policyOf(credential: CredentialSource): Promise<VerificationPolicy> {
  return { publicKey: (await credential()).identity.pem };
}

describe.each(['P-256', 'RSA 2048'] as const)('a key of type %s', (type) => {
  it.each(['both', 'bundle', 'legacy'] as const)(
    'attests in the format %s, and only its policy is content',
    async (format) => {
      const { index, reference, trust, repository } = lab;
      const credential = keyCredential(privateKeys[type]);
      const policy = await policyOf(credential);
      const signer = signerOf(credential);
      const store = lab.storeBy([policy], format);
      const legacy = true;
      for (const predicateType of [predicateTypes.spdx, predicateTypes.sign]) {
        const statement = createStatement({ subject: index, predicateType, predicate: {} });
        await store.attach(index, { predicateType, legacy, policy }, () => signer.sign(statement));
      }
      const image = { reference, digest: index.digest };
      await store.attachSignature(image, { legacy, policy }, () => signer.signImage(image));
      await store.flush(index);

      const expected = {
        trust,
        format,
        image,
        legacy,
        signature: true,
        predicateTypes: [predicateTypes.spdx],
      };
      await expect(verifyAttestations(repository, { ...expected, policy })).resolves.toBeDefined();
      const others = [workflowPolicy, await policyOf(keyCredential(privateKeys.Ed25519))];
      for (const other of others) {
        await expect(verifyAttestations(repository, { ...expected, policy: other })).rejects.toMatchObject({
          code: expect.stringMatching(/^MIRROR_(?:WRONG_IDENTITY|SIGNATURE_INVALID)$/),
        });
      }
      // What another format lacks is completed without a new signature.
      const before = lab.sigstore.entries().length;
      const both = lab.storeBy([policy], 'both');
      const slot = { predicateType: predicateTypes.spdx, legacy, policy };
      const again = await both.attach(index, slot, () => Promise.reject(new Error('signed again')));
      expect(again.outcome).toBe('adopted');
      await both.flush(index);
      expect((await lab.storeBy([policy], 'both').inspect(index.digest, slot)).state).toBe('complete');
      expect(lab.sigstore.entries()).toHaveLength(before);
    },
  );
});

it('refuses a legacy signature of an Ed25519 key, which logs do not take', async () => {
  const image = { reference: lab.reference, digest: lab.index.digest };
  await expect(signerOf(keyCredential(privateKeys.Ed25519)).signImage(image)).rejects.toMatchObject({
    code: 'MIRROR_SIGNING_KEY',
    hint: expect.stringContaining('format: bundle'),
  });
});

describe('a key that cannot be used', () => {
  const encrypted = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .privateKey.export({ ...pem, cipher: 'aes-256-cbc', passphrase: 'open sesame' })
    .toString();
  it.each<[string, string, string | undefined, string]>([
    ['is no PEM', 'a key', undefined, 'PKCS 8'],
    ['is encrypted, without a password', encrypted, undefined, 'COSIGN_PASSWORD'],
    ['is encrypted, with another password', encrypted, 'open simsim', 'COSIGN_PASSWORD'],
    [
      "is cosign's own",
      '-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\neyJrZGYi\n-----END ENCRYPTED SIGSTORE PRIVATE KEY-----\n',
      undefined,
      'mode: cosign',
    ],
    [
      'is on a curve on which tools disagree',
      generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey.export(pem).toString(),
      undefined,
      'P-256',
    ],
    [
      'is too short',
      generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export(pem).toString(),
      undefined,
      'P-256',
    ],
  ])('%s', (_, text, password, hint) => {
    expect(() => keyCredential(text, password)).toThrow(
      expect.objectContaining({ code: 'MIRROR_SIGNING_KEY', hint: expect.stringContaining(hint) }),
    );
  });

  it('and no line of any key, nor its password, is shown', () => {
    expect(() => keyCredential(encrypted, 'open sesame')).not.toThrow();
    expect(redact(`${encrypted} open sesame`)).not.toMatch(/[A-Za-z0-9+/]{20}|sesame/);
  });
});

describe('the cosign CLI', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const publicPem = publicKey.export({ format: 'pem', type: 'spki' }).toString();
  const local = keyCredential(privateKey.export(pem).toString());
  /** Signs as cosign would, with this key. */
  const cosign = (signing: CredentialSource) => async (args: readonly string[]) => {
    if (args[0] === 'public-key') return { stdout: `Warning: x\n${publicPem}` };
    const { readFile } = await import('node:fs/promises');
    const signature = await (await signing()).sign(await readFile(args.at(-1) ?? ''));
    await writeFile(
      args[args.indexOf('--bundle') + 1] ?? '',
      JSON.stringify({ messageSignature: { signature: signature.toString('base64') } }),
    );
    return { stdout: '' };
  };

  it('signs, and asks for the public key once', async () => {
    const asked: string[] = [];
    const run = cosign(local);
    const credential = cosignCredential('awskms:///alias/mirror', (args) => {
      asked.push(args.slice(0, 3).join(' '));
      return run(args);
    });
    const signer = signerOf(credential);
    const statement = (n: number) =>
      createStatement({ subject: lab.index, predicateType: predicateTypes.sign, predicate: { n } });
    await Promise.all([1, 2].map((n) => signer.sign(statement(n))));
    expect(asked).toEqual([
      'public-key --key awskms:///alias/mirror',
      'sign-blob --key awskms:///alias/mirror',
      'sign-blob --key awskms:///alias/mirror',
    ]);
  });

  it('is not believed when what it signs does not verify: nothing is logged', async () => {
    const before = lab.sigstore.entries().length;
    const signer = signerOf(cosignCredential('cosign.key', cosign(keyCredential(privateKeys['P-256']))));
    const statement = createStatement({
      subject: lab.index,
      predicateType: predicateTypes.sign,
      predicate: {},
    });
    await expect(signer.sign(statement)).rejects.toMatchObject({ code: 'MIRROR_SIGNING_KEY' });
    expect(lab.sigstore.entries()).toHaveLength(before);
  });

  it.each<[string, unknown]>([
    [
      'is not there',
      new MirrorError('MIRROR_TOOL_MISSING', 'cosign is not on PATH', { hint: 'Install it.' }),
    ],
    ['is interrupted', new DOMException('interrupted', 'AbortError')],
  ])('that %s is no fault of the key', async (_, fault) => {
    await expect(cosignCredential('awskms:///alias/mirror', () => Promise.reject(fault))()).rejects.toBe(
      fault,
    );
  });

  it.each([
    [
      'awskms:///alias/a',
      'KMS: GetPublicKey, https response error StatusCode: 400, NotFoundException: Alias',
      'name of the key',
    ],
    [
      'awskms:///alias/a',
      'KMS: Sign, https response error StatusCode: 400, AccessDeniedException: User: x',
      'credentials',
    ],
    [
      'awskms:///alias/a',
      'KMS: Sign, StatusCode: 400, ExpiredTokenException: The security token',
      'have expired',
    ],
    ['awskms:///alias/a', 'get identity: get credentials: no EC2 IMDS role found', 'Give the credentials'],
    ['hashivault://a', 'Error making API request. Code: 403. Errors: * permission denied', 'credentials'],
    ['hashivault://a', 'Put "https://vault:8200": dial tcp: lookup vault: no such host', 'reached'],
    ['gcpkms://a', 'rpc error: code = PermissionDenied desc = Permission denied', 'credentials'],
    ['gcpkms://a', 'google: could not find default credentials', 'Give the credentials'],
    ['azurekms://a/b', 'RESPONSE 404: ERROR CODE: KeyNotFound', 'name of the key'],
    ['cosign.key', 'reading key: decrypt: encrypted: decryption failed', 'COSIGN_PASSWORD'],
    ['cosign.key', 'something else', 'by hand'],
  ])('that cannot use %s and says %s: the hint is what to do', async (key, said, hint) => {
    const text = `cosign ended with 1: Error: ${said}\nerror during command execution: ${said}`;
    const failing = cosignCredential(key, () => Promise.reject(new MirrorError('MIRROR_TOOL_FAILED', text)));
    await expect(failing()).rejects.toMatchObject({
      code: 'MIRROR_SIGNING_KEY',
      message: `the signing key ${key} cannot be used: cosign gives no public key of it: ${said}`,
      hint: expect.stringContaining(hint),
    });
  });

  it('says what cosign said when it cannot use the key', async () => {
    const failing = cosignCredential('cosign.key', () =>
      Promise.reject(
        new MirrorError('MIRROR_TOOL_FAILED', 'cosign ended with 1: decrypt: encrypted: decryption failed'),
      ),
    );
    await expect(failing()).rejects.toMatchObject({
      code: 'MIRROR_SIGNING_KEY',
      message: expect.stringContaining('decryption failed'),
      hint: expect.stringContaining('COSIGN_PASSWORD'),
    });
  });
});
