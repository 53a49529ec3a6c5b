import {
  createStatement,
  predicateTypes,
  type SignedStatement,
  trustFrom,
  verifyBundle,
} from '@multiarch-mirror/attest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AttestationLab, startAttestationLab, workflowPolicy } from './attestation-lab.ts';
import { startSigstore } from './local-sigstore.ts';

let lab: AttestationLab;
let signed: SignedStatement;
beforeAll(async () => {
  lab = await startAttestationLab();
  const subject = { digest: lab.index.digest };
  const signer = lab.signer();
  // Not the first entry: its proof would be empty.
  for (const n of [1, 2, 3]) {
    signed = await signer.sign(
      createStatement({ subject, predicateType: predicateTypes.spdx, predicate: { n } }),
    );
  }
});
afterAll(() => lab.close());

const options = () => ({ trust: lab.trust, policy: workflowPolicy, subject: lab.index.digest });

/** The bundle as loose JSON, for damage. */
interface LooseBundle {
  mediaType: string;
  dsseEnvelope: { payload: string; payloadType: string; signatures: { sig: string }[] };
  verificationMaterial: {
    tlogEntries: {
      logIndex: string;
      integratedTime: string;
      canonicalizedBody: string;
      inclusionPromise?: { signedEntryTimestamp: string };
      inclusionProof?: { checkpoint: { envelope: string }; hashes: string[] };
    }[];
  };
}

function damaged(
  change: (bundle: LooseBundle, entry: LooseBundle['verificationMaterial']['tlogEntries'][0]) => void,
) {
  const bundle = JSON.parse(JSON.stringify(signed.bundle)) as LooseBundle;
  const entry = bundle.verificationMaterial.tlogEntries[0];
  if (entry === undefined) throw new Error('no entry');
  change(bundle, entry);
  return bundle;
}

function flipped(base64: string): string {
  const bytes = Buffer.from(base64, 'base64');
  const last = bytes.length - 1;
  bytes[last] = (bytes[last] ?? 0) ^ 1;
  return bytes.toString('base64');
}

describe('verifyBundle', () => {
  it('tells what it verified', () => {
    expect(verifyBundle(signed.bundle, { ...options(), predicateType: predicateTypes.spdx })).toMatchObject({
      statement: { predicate: { n: 3 } },
      signatory: {
        identity:
          'https://github.com/this-is-tobi/multiarch-mirror/.github/workflows/mirror.yml@refs/heads/main',
        issuer: 'https://token.actions.githubusercontent.com',
      },
      logIndex: 2,
    });
  });

  it('refuses a certificate that it knows at a time or under a trust that it does not know it for', () => {
    expect(verifyBundle(signed.bundle, options()).logIndex).toBe(2);
    const late = damaged((_, entry) => {
      entry.integratedTime = String(Number(entry.integratedTime) + 86_400);
    });
    expect(() => verifyBundle(late, options())).toThrow(
      expect.objectContaining({ code: 'MIRROR_SIGNATURE_INVALID' }),
    );
    const { material } = lab.trust;
    for (const foreign of [
      { ...material, certificateAuthorities: [] },
      { ...material, ctlogs: [{ ...material.ctlogs[0], logID: Buffer.alloc(32) }] as typeof material.ctlogs },
    ]) {
      const trust = { ...lab.trust, material: foreign };
      expect(() => verifyBundle(signed.bundle, { ...options(), trust })).toThrow(
        expect.objectContaining({ code: 'MIRROR_SIGNATURE_INVALID' }),
      );
    }
  });

  it.each([
    [
      'another identity',
      () => ({ policy: { ...workflowPolicy, identity: '^https://github\\.com/a/b$' } }),
      'MIRROR_WRONG_IDENTITY',
    ],
    [
      'another issuer',
      () => ({ policy: { ...workflowPolicy, issuer: 'https://other' } }),
      'MIRROR_WRONG_ISSUER',
    ],
    ['another image', () => ({ subject: `sha256:${'0'.repeat(64)}` }), 'MIRROR_WRONG_DIGEST'],
    ['another kind', () => ({ predicateType: predicateTypes.sign }), 'MIRROR_NO_ATTESTATION'],
  ])('refuses %s', (_, change, code) => {
    expect(() => verifyBundle(signed.bundle, { ...options(), ...change() })).toThrow(
      expect.objectContaining({ code }),
    );
  });

  it.each<[string, string, Parameters<typeof damaged>[0]]>([
    [
      'a changed payload',
      'MIRROR_SIGNATURE_INVALID',
      ({ dsseEnvelope }) => {
        dsseEnvelope.payload = Buffer.from('{}').toString('base64');
      },
    ],
    [
      'another payload type',
      'MIRROR_SIGNATURE_INVALID',
      ({ dsseEnvelope }) => {
        dsseEnvelope.payloadType = 'text/plain';
      },
    ],
    [
      'a changed signature',
      'MIRROR_SIGNATURE_INVALID',
      ({ dsseEnvelope }) => {
        const [signature] = dsseEnvelope.signatures;
        if (signature) signature.sig = flipped(signature.sig);
      },
    ],
    [
      'no signature',
      'MIRROR_SIGNATURE_INVALID',
      ({ dsseEnvelope }) => {
        dsseEnvelope.signatures = [];
      },
    ],
    [
      'another media type',
      'MIRROR_SIGNATURE_INVALID',
      (bundle) => {
        bundle.mediaType = 'text/plain';
      },
    ],
    [
      'no log entry',
      'MIRROR_NOT_IN_LOG',
      ({ verificationMaterial }) => {
        verificationMaterial.tlogEntries = [];
      },
    ],
    [
      'a changed promise',
      'MIRROR_NOT_IN_LOG',
      (_, entry) => {
        if (entry.inclusionPromise) {
          entry.inclusionPromise.signedEntryTimestamp = flipped(entry.inclusionPromise.signedEntryTimestamp);
        }
      },
    ],
    [
      'a changed time',
      'MIRROR_NOT_IN_LOG',
      (_, entry) => {
        entry.integratedTime = String(Number(entry.integratedTime) + 1);
      },
    ],
    [
      'a changed index',
      'MIRROR_NOT_IN_LOG',
      (_, entry) => {
        entry.logIndex = '1';
      },
    ],
    [
      'a changed proof',
      'MIRROR_NOT_IN_LOG',
      (_, entry) => {
        if (entry.inclusionProof) entry.inclusionProof.hashes = entry.inclusionProof.hashes.map(flipped);
      },
    ],
    [
      'a changed checkpoint',
      'MIRROR_NOT_IN_LOG',
      (_, entry) => {
        if (entry.inclusionProof)
          entry.inclusionProof.checkpoint.envelope = entry.inclusionProof.checkpoint.envelope.replace(
            /\n\d+\n/,
            '\n99\n',
          );
      },
    ],
  ])('refuses a bundle with %s', (_, code, change) => {
    expect(() => verifyBundle(damaged(change), options())).toThrow(expect.objectContaining({ code }));
  });

  it('refuses what is no bundle', () => {
    expect(() => verifyBundle({}, options())).toThrow(
      expect.objectContaining({ code: 'MIRROR_SIGNATURE_INVALID' }),
    );
  });

  it('refuses the bundle of another Sigstore', async () => {
    const other = await startSigstore();
    const trust = trustFrom(other.trustedRootJson);
    await other.close();
    expect(() => verifyBundle(signed.bundle, { ...options(), trust })).toThrow(
      expect.objectContaining({ code: 'MIRROR_SIGNATURE_INVALID' }),
    );
  });
});
