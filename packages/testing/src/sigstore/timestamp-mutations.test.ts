import { generateKeyPairSync } from 'node:crypto';
import {
  createSigner,
  createStatement,
  keyCredential,
  predicateTypes,
  type SignedStatement,
  type Trust,
  trustFrom,
  verifyBundle,
} from '@multiarch-mirror/attest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AttestationLab, startAttestationLab, workflowPolicy } from './attestation-lab.ts';
import {
  createTimestampAuthority,
  type LocalTimestampAuthority,
  withTimestampAuthorities,
} from './timestamp-authority.ts';
import { bundleVerdict, unrefused } from './verdicts.ts';

let lab: AttestationLab;
let authority: LocalTimestampAuthority;
/** Of the same name and serial number, with another key. */
let stranger: LocalTimestampAuthority;
let second: LocalTimestampAuthority;
/** Of the first and the third. */
let trust: Trust;
let signed: SignedStatement;
/** Of the same signer, about a platform. */
let donor: SignedStatement;
let timestamp: Buffer;

beforeAll(async () => {
  lab = await startAttestationLab();
  const signer = lab.signer();
  [authority, stranger, second] = await Promise.all([
    createTimestampAuthority(),
    createTimestampAuthority(),
    createTimestampAuthority(),
  ]);
  trust = trusting({}, authority, second);
  const sign = ({ digest } = { digest: '' }) =>
    signer.sign(createStatement({ subject: { digest }, predicateType: predicateTypes.spdx, predicate: {} }));
  [signed, donor] = await Promise.all([sign(lab.index), sign(lab.platforms[0])]);
  timestamp = await authority.timestamp(signatureOf(signed));
});
afterAll(() => lab.close());

const signatureOf = ({ bundle }: SignedStatement): Buffer =>
  Buffer.from(bundle.dsseEnvelope?.signatures[0]?.sig ?? '', 'base64');
function trusting(
  { start = new Date('2020-01-01'), end }: { start?: Date; end?: Date },
  ...authorities: LocalTimestampAuthority[]
): Trust {
  const validFor = { start, ...(end !== undefined && { end }) };
  return trustFrom(withTimestampAuthorities(lab.sigstore.trustedRootJson, authorities, validFor));
}
const later = (minutes: number): Date => new Date(Date.now() + minutes * 60_000);

interface LooseBundle {
  verificationMaterial: {
    timestampVerificationData?: { rfc3161Timestamps: { signedTimestamp: string }[] };
    tlogEntries: [{ integratedTime: string; inclusionPromise?: unknown }];
  };
}
/** The bundle with these timestamps; `undated` by its log, as one of version 2 has it, or with the promise of one of version 1. */
function dated(
  log: 'undated' | 'promised',
  timestamps: readonly Uint8Array[] | undefined,
  { bundle }: SignedStatement = signed,
): LooseBundle {
  const copy = JSON.parse(JSON.stringify(bundle)) as LooseBundle;
  const { verificationMaterial: material } = copy;
  const rfc3161Timestamps = timestamps?.map((one) => ({
    signedTimestamp: Buffer.from(one).toString('base64'),
  }));
  if (rfc3161Timestamps !== undefined) material.timestampVerificationData = { rfc3161Timestamps };
  if (log === 'undated') {
    delete material.tlogEntries[0].inclusionPromise;
    material.tlogEntries[0].integratedTime = '0';
  }
  return copy;
}
const verdict = (bundle: LooseBundle, by = trust): string => bundleVerdict(lab, bundle, { trust: by });

describe.each(['undated', 'promised'] as const)('the timestamp of a signature whose entry is %s', (log) => {
  it('that is whole is accepted, and so is that of each of two authorities', async () => {
    expect(verdict(dated(log, [timestamp]))).toBe('accepted');
    const both = [timestamp, await second.timestamp(signatureOf(signed), later(1))];
    expect(verdict(dated(log, both))).toBe('accepted');
  });

  it.each<[what: string, timestamps: () => Promise<Uint8Array[]>]>([
    ["another signature's", async () => [await authority.timestamp(signatureOf(donor))]],
    [
      "another authority's, which has the same name",
      async () => [await stranger.timestamp(signatureOf(signed))],
    ],
    [
      'of a time after the certificate has ended',
      async () => [await authority.timestamp(signatureOf(signed), later(11))],
    ],
    [
      'of a time before the certificate',
      async () => [await authority.timestamp(signatureOf(signed), later(-2))],
    ],
    ['twice the same', async () => [timestamp, timestamp]],
    [
      "a right one and another signature's",
      async () => [timestamp, await authority.timestamp(signatureOf(donor))],
    ],
    [
      "another signature's and a right one",
      async () => [await authority.timestamp(signatureOf(donor)), timestamp],
    ],
    ["a right one and a stranger's", async () => [timestamp, await stranger.timestamp(signatureOf(signed))]],
    [
      'a right one and one of a time after the certificate has ended',
      async () => [timestamp, await second.timestamp(signatureOf(signed), later(11))],
    ],
    ['empty', async () => [Buffer.alloc(0)]],
    ['cut off', async () => [timestamp.subarray(0, -1)]],
    ['with more behind it', async () => [Buffer.concat([timestamp, Buffer.from([0])])]],
    ['twice in one', async () => [Buffer.concat([timestamp, timestamp])]],
    ['the token without its response', async () => [timestamp.subarray(9)]],
    ['a right one and nonsense', async () => [timestamp, Buffer.from('nonsense')]],
  ])('is refused when it is %s', async (_, timestamps) => {
    expect(verdict(dated(log, await timestamps()))).toMatch(/^MIRROR_(?:NOT_IN_LOG|SIGNATURE_INVALID)$/);
  });

  it.each<[what: string, by: () => Trust]>([
    ['nobody', () => lab.trust],
    ['another authority alone', () => trusting({}, stranger)],
    ['its authority until yesterday', () => trusting({ end: later(-24 * 60) }, authority)],
    ['its authority from tomorrow on', () => trusting({ start: later(24 * 60) }, authority)],
  ])('is refused where %s is trusted', (_, by) => {
    expect(verdict(dated(log, [timestamp]), by())).toBe('MIRROR_NOT_IN_LOG');
  });
});

describe('a signature whose log does not date it', () => {
  it('is refused with any byte of its timestamp changed', () => {
    const verdicts = Array.from(timestamp, (byte, position) => {
      const changed = Buffer.from(timestamp);
      changed[position] = byte ^ (1 << (position % 8));
      return `byte ${position} → ${verdict(dated('undated', [changed]))}`;
    });
    expect(verdicts.length).toBeGreaterThan(500);
    expect(unrefused(verdicts)).toEqual([]);
  });

  it.each<[what: string, change: (bundle: LooseBundle) => void]>([
    ['no timestamp', () => {}],
    [
      'an empty list of timestamps',
      ({ verificationMaterial }) => {
        verificationMaterial.timestampVerificationData = { rfc3161Timestamps: [] };
      },
    ],
    [
      'a time in the entry that nobody has promised',
      ({ verificationMaterial }) => {
        verificationMaterial.tlogEntries[0].integratedTime = String(Math.floor(Date.now() / 1000));
      },
    ],
  ])('is refused with %s', (_, change) => {
    const bundle = dated('undated', undefined);
    change(bundle);
    expect(verdict(bundle)).toBe('MIRROR_NOT_IN_LOG');
  });

  it('has the time of its timestamp, whatever its entry says', async () => {
    const at = later(2);
    const bundle = dated('undated', [await authority.timestamp(signatureOf(signed), at)]);
    bundle.verificationMaterial.tlogEntries[0].integratedTime = '1000000000';
    const { signedAt } = verifyBundle(bundle, { trust, policy: workflowPolicy, subject: lab.index.digest });
    expect(signedAt.getTime()).toBe(Math.floor(at.getTime() / 1000) * 1000);
  });

  it('by a key, which has no end, is refused at times when its authority had no certificate', async () => {
    const pem = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
      format: 'pem',
      type: 'pkcs8',
    });
    const credential = keyCredential(String(pem));
    const policy = { publicKey: (await credential()).identity.pem };
    const byKey = await createSigner({ credential, rekorUrl: lab.sigstore.rekorUrl }).sign(signed.statement);
    const at = async (time: Date): Promise<string> => {
      const timestamps = [await authority.timestamp(signatureOf(byKey), time)];
      return bundleVerdict(lab, dated('undated', timestamps, byKey), { trust, policy });
    };
    expect(await at(later(24 * 60))).toBe('accepted');
    expect(await at(later(-24 * 60))).toBe('MIRROR_NOT_IN_LOG');
    expect(await at(later(366 * 24 * 60))).toBe('MIRROR_NOT_IN_LOG');
  });
});
