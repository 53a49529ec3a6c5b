import { generateKeyPairSync } from 'node:crypto';
import {
  createKeylessSigner,
  createSigner,
  createStatement,
  environmentToken,
  fixedToken,
  keyCredential,
  predicateTypes,
} from '@multiarch-mirror/attest';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LocalSigstore, startSigstore } from './local-sigstore.ts';

let sigstore: LocalSigstore;
beforeEach(async () => {
  sigstore = await startSigstore();
});
afterEach(() => sigstore.close());

const digest = `sha256:${'a'.repeat(64)}`;
const statement = (n: number) =>
  createStatement({ subject: { digest }, predicateType: predicateTypes.spdx, predicate: { n } });
const count = (request: string) => sigstore.requests().filter((one) => one.startsWith(request)).length;

function signer(more: { token?: string; now?: () => number } = {}) {
  const { token, now } = more;
  const { fulcioUrl, rekorUrl, environment } = sigstore;
  const identityToken =
    token === undefined ? environmentToken(environment, { delays: [1, 1, 1, 1] }) : fixedToken(token);
  return createKeylessSigner({ fulcioUrl, rekorUrl, identityToken, ...(now === undefined ? {} : { now }) });
}

describe('createKeylessSigner', () => {
  it('asks for one token and one certificate, however many statements it signs', async () => {
    const one = signer();
    await Promise.all([1, 2, 3, 4, 5].map((n) => one.sign(statement(n))));
    await one.signImage({ reference: 'ghcr.io/a/b', digest });
    expect([count('oidc'), count('fulcio'), count('rekor')]).toEqual([1, 1, 6]);
  });

  it('renews key and certificate once, three minutes before they end', async () => {
    let now = 0;
    const one = signer({ now: () => now });
    const first = await one.sign(statement(1));
    now = 6 * 60_000;
    expect((await one.sign(statement(2))).certificate).toBe(first.certificate);
    now = 7.5 * 60_000;
    const later = await Promise.all([3, 4, 5].map((n) => one.sign(statement(n))));
    expect(later[0]?.certificate).not.toBe(first.certificate);
    expect(count('fulcio')).toBe(2);
  });

  it('keeps the text that the log received', async () => {
    const signed = await signer().sign(statement(1));
    expect(Object.keys(JSON.parse(signed.envelope) as object)).toEqual([
      'payload',
      'payloadType',
      'signatures',
    ]);
    expect(signed.envelope).not.toContain('keyid');
    expect(JSON.parse(Buffer.from(signed.bundleBytes).toString())).toEqual(
      JSON.parse(JSON.stringify(signed.bundle)),
    );
  });

  it.each([
    ['a broken answer', ['garbage']],
    ['a lost answer', ['lost']],
    ['a server that fails first', [503]],
    ['one after the other', ['garbage', 'lost', 500]],
  ] as const)('enters a statement once in spite of %s', async (_, faults) => {
    sigstore.fail('rekor', ...faults);
    const { logIndex } = await signer().sign(statement(1));
    expect(logIndex).toBe(0);
    expect(sigstore.entries()).toHaveLength(1);
  });

  it('says when the log refuses, and tries no further', async () => {
    sigstore.fail('rekor', 400);
    await expect(signer().sign(statement(1))).rejects.toMatchObject({ code: 'MIRROR_LOG' });
    expect(count('rekor')).toBe(1);
  });

  it('hides the token that a certificate authority refuses, and asks anew the next time', async () => {
    const token = sigstore.identityToken({ lifetime: -1 });
    const one = signer({ token });
    const error: unknown = await one.sign(statement(1)).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'MIRROR_CERTIFICATE' });
    expect(String(error)).not.toContain(token);
    await expect(one.sign(statement(1))).rejects.toMatchObject({ code: 'MIRROR_CERTIFICATE' });
    expect(count('fulcio')).toBe(2);
  });

  it('says when GitHub gives no token', async () => {
    sigstore.break('oidc', 403);
    await expect(signer().sign(statement(1))).rejects.toMatchObject({
      code: 'MIRROR_IDENTITY_TOKEN',
      message: expect.stringContaining('it answered 403') as string,
    });
    sigstore.break('oidc', undefined);
    expect(count('oidc')).toBe(1);
    expect(count('fulcio')).toBe(0);
  });

  it('asks GitHub again while it is busy, breaks off or answers nonsense', async () => {
    sigstore.fail('oidc', 503, 'lost', 'garbage', 'page');
    await signer().sign(statement(1));
    expect([count('oidc'), count('fulcio')]).toEqual([5, 1]);
  });

  it('refuses what the log would refuse before anything is signed', async () => {
    const large = createStatement({
      subject: { digest },
      predicateType: predicateTypes.spdx,
      predicate: 'x'.repeat(3_000_000),
    });
    await expect(signer().sign(large)).rejects.toMatchObject({ code: 'MIRROR_STATEMENT_TOO_LARGE' });
    expect(sigstore.requests()).toEqual([]);
  });
});

describe('createSigner, with a local key', () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();

  it('signs without a certificate, and the log accepts it', async () => {
    const signed = await createSigner({
      credential: keyCredential(pem),
      rekorUrl: sigstore.rekorUrl,
    }).sign(statement(1));
    expect(signed.certificate).toBeUndefined();
    expect(signed.bundle.verificationMaterial).toHaveProperty('publicKey.hint');
    expect(signed.envelope).not.toContain('keyid');
  });

  it('reads an encrypted key with its passphrase, and only with it', () => {
    const encrypted = privateKey
      .export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'passphrase' })
      .toString();
    expect(() => keyCredential(encrypted, 'passphrase')).not.toThrow();
    expect(() => keyCredential(encrypted, 'another')).toThrow(
      expect.objectContaining({ code: 'MIRROR_SIGNING_KEY' }),
    );
  });
});
