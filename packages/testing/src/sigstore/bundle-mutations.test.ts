import {
  createStatement,
  predicateTypes,
  type SignedStatement,
  type Statement,
} from '@multiarch-mirror/attest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AttestationLab, startAttestationLab } from './attestation-lab.ts';
import { mutations } from './mutations.ts';
import { bundleVerdict, unrefused } from './verdicts.ts';

let lab: AttestationLab;
let signed: SignedStatement;
/** As good, by the same signer with another certificate, about a platform. */
let donor: SignedStatement;
beforeAll(async () => {
  lab = await startAttestationLab();
  const sign = (digest = '', predicate: unknown = {}) =>
    lab
      .signer()
      .sign(createStatement({ subject: { digest }, predicateType: predicateTypes.spdx, predicate }));
  donor = await sign(lab.platforms[0]?.digest, { of: 'donor' });
  signed = await sign(lab.index.digest, { of: 'index' });
});
afterAll(() => lab.close());

/** A bundle's JSON, for damage. */
interface LooseBundle {
  dsseEnvelope: { signatures: unknown[] };
  verificationMaterial: { tlogEntries: unknown[] };
}

describe('a bundle', () => {
  const verdict = (bundle: unknown): string => bundleVerdict(lab, bundle);

  it('that is whole is accepted', () => {
    expect(verdict(signed.bundle)).toBe('accepted');
  });

  it('is refused with any text of it changed: certificate, statement, signature, entry, promise, proof, checkpoint', () => {
    const all = mutations(signed.bundle, donor.bundle);
    expect(all.length).toBeGreaterThan(110);
    expect(unrefused(all.map(({ name, document }) => `${name} → ${verdict(document)}`))).toEqual([]);
  });

  it.each<[string, (bundle: LooseBundle) => unknown]>([
    ['twice the same entry', ({ verificationMaterial: { tlogEntries } }) => tlogEntries.push(tlogEntries[0])],
    [
      'an entry of the other beside it',
      ({ verificationMaterial: { tlogEntries } }) =>
        tlogEntries.push((donor.bundle.verificationMaterial.tlogEntries ?? [])[0]),
    ],
    [
      'only the entry of the other',
      (bundle) =>
        Object.assign(bundle.verificationMaterial, {
          tlogEntries: donor.bundle.verificationMaterial.tlogEntries,
        }),
    ],
    [
      'all material of the other',
      (bundle) => Object.assign(bundle, { verificationMaterial: donor.bundle.verificationMaterial }),
    ],
    [
      'the envelope of the other',
      (bundle) => Object.assign(bundle, { dsseEnvelope: donor.bundle.dsseEnvelope }),
    ],
    ['two signatures', ({ dsseEnvelope: { signatures } }) => signatures.push(signatures[0])],
    [
      'a key in the place of the certificate',
      (bundle) =>
        Object.assign(bundle, {
          verificationMaterial: {
            tlogEntries: bundle.verificationMaterial.tlogEntries,
            publicKey: { hint: 'x' },
          },
        }),
    ],
    [
      'neither proof nor promise',
      ({ verificationMaterial: { tlogEntries } }) => {
        const entry = tlogEntries[0] as Record<string, unknown>;
        delete entry.inclusionProof;
        delete entry.inclusionPromise;
      },
    ],
  ])('is refused with %s', (_, change) => {
    const bundle = JSON.parse(JSON.stringify(signed.bundle)) as LooseBundle;
    change(bundle);
    expect(verdict(bundle)).toMatch(/^MIRROR_/);
  });

  it.each<[string, (statement: Statement & Record<string, unknown>) => void]>([
    [
      'an unknown field',
      (statement) => {
        statement.more = 1;
      },
    ],
    [
      'a subject with an unknown field',
      ({ subject }) => {
        Object.assign(subject[0] ?? {}, { more: 1 });
      },
    ],
    [
      'no subject',
      (statement) => {
        statement.subject = [];
      },
    ],
    [
      'a digest in capitals',
      ({ subject }) => {
        const digest = subject[0]?.digest;
        if (digest) digest.sha256 = digest.sha256?.toUpperCase() ?? '';
      },
    ],
    [
      'the digest under another algorithm',
      ({ subject }) => {
        const digest = subject[0]?.digest;
        if (digest) {
          digest.sha512 = digest.sha256 ?? '';
          delete digest.sha256;
        }
      },
    ],
    [
      'the digest in its name only',
      ({ subject }) => {
        subject[0] = { name: lab.index.digest, digest: { sha256: '0'.repeat(64) } };
      },
    ],
    [
      'a digest with more behind it',
      ({ subject }) => {
        const digest = subject[0]?.digest;
        if (digest) digest.sha256 += '0';
      },
    ],
    [
      'another type',
      (statement) => {
        statement._type = 'https://in-toto.io/Statement/v2';
      },
    ],
    [
      'another predicate type',
      (statement) => {
        statement.predicateType = 'https://spdx.dev/Document/v2.3';
      },
    ],
    [
      'another digest',
      ({ subject }) => {
        subject[0] = { digest: { sha256: '0'.repeat(64) } };
      },
    ],
  ])('is refused when the right identity has signed a statement with %s', async (_, change) => {
    const statement = createStatement({
      subject: lab.index,
      predicateType: predicateTypes.spdx,
      predicate: {},
    });
    change(statement as Statement & Record<string, unknown>);
    expect(verdict((await lab.signer().sign(statement)).bundle)).toMatch(/^MIRROR_/);
  });

  it.each([
    [
      'a look-alike of the repository',
      { repository: 'this-is-tobi/multiarch-mirror-evil' },
      'MIRROR_WRONG_IDENTITY',
    ],
    [
      'a look-alike of the owner',
      { repository: 'evil/this-is-tobi/multiarch-mirror' },
      'MIRROR_WRONG_IDENTITY',
    ],
    ['another workflow', { workflow: '.github/workflows/mirror.yml.yml' }, 'MIRROR_WRONG_IDENTITY'],
    ['another branch', { ref: 'refs/heads/main-2' }, 'MIRROR_WRONG_IDENTITY'],
    ['a tag named like the branch', { ref: 'refs/tags/main' }, 'MIRROR_WRONG_IDENTITY'],
    [
      'the same name from another issuer',
      { issuer: 'https://token.actions.githubusercontent.com.evil.example' },
      'MIRROR_WRONG_ISSUER',
    ],
  ])('is refused when %s has signed it', async (_, claims, code) => {
    const statement = createStatement({
      subject: lab.index,
      predicateType: predicateTypes.spdx,
      predicate: {},
    });
    expect(verdict((await lab.signer(claims).sign(statement)).bundle)).toBe(code);
  });
});
