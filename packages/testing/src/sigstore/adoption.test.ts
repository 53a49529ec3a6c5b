import {
  type AttestationSlot,
  createStatement,
  type IdentityPolicy,
  predicateTypes,
  readAttestations,
} from '@multiarch-mirror/attest';
import { afterEach, describe, expect, it } from 'vitest';
import { type AttestationLab, startAttestationLab, workflowPolicy } from './attestation-lab.ts';

let lab: AttestationLab;
afterEach(() => lab.close());

const slot: AttestationSlot = { predicateType: predicateTypes.spdx, legacy: true, policy: workflowPolicy };
const provenance: AttestationSlot = { ...slot, predicateType: predicateTypes.slsaProvenance1 };
const statement = (predicate: unknown, predicateType: string = predicateTypes.spdx) =>
  createStatement({ subject: { digest: lab.index.digest }, predicateType, predicate });

/** The predicates that stand, in both sets. */
async function predicates(predicateType: string): Promise<{ bundles: unknown[]; legacy: unknown[] }> {
  const stored = await readAttestations(lab.repository, lab.index.digest);
  const of = (statements: typeof stored.bundles) =>
    statements
      .filter((one) => one.predicateType === predicateType)
      .map(({ bundle }) => {
        if (bundle?.content.$case !== 'dsseEnvelope') throw new Error('no envelope');
        return JSON.parse(bundle.content.dsseEnvelope.payload.toString('utf8')).predicate;
      });
  return { bundles: of(stored.bundles), legacy: of(stored.legacyAttestations) };
}

describe.each([
  ['a referrers API', true],
  ['a fallback index', false],
])('with %s, what the right identity signed and has the wrong content', (_, referrersApi) => {
  it.each<[string, AttestationSlot, unknown, unknown]>([
    [
      'an SBOM of one platform on the index',
      {
        ...slot,
        refuse: (predicate) =>
          (predicate as { of: string }).of === 'index' ? undefined : 'it is about a platform',
      },
      { of: 'linux/amd64' },
      { of: 'index' },
    ],
    [
      'provenance of another build type',
      {
        ...provenance,
        refuse: (predicate) =>
          (predicate as { buildType: string }).buildType === 'ours' ? undefined : 'its buildType is another',
      },
      { buildType: 'https://actions.github.io/buildtypes/workflow/v1' },
      { buildType: 'ours' },
    ],
  ])(
    '%s: is replaced in both sets, and what has the right content is adopted',
    async (_name, wanted, theirs, ours) => {
      lab = await startAttestationLab({ referrersApi });
      const { predicateType } = wanted;
      const { refuse: _refuse, ...careless } = wanted;
      const before = lab.store();
      await before.attach(lab.index, careless, () => lab.signer().sign(statement(theirs, predicateType)));
      await before.flush(lab.index);

      expect(await lab.store().inspect(lab.index.digest, wanted)).toMatchObject({
        state: 'broken',
        statement: undefined,
        faults: [{ code: 'MIRROR_FOREIGN_ATTESTATION' }, { code: 'MIRROR_FOREIGN_ATTESTATION' }],
      });
      for (const outcome of ['made', 'adopted']) {
        const store = lab.store();
        const attached = await store.attach(lab.index, wanted, () =>
          lab.signer().sign(statement(ours, predicateType)),
        );
        expect(attached.outcome).toBe(outcome);
        await store.flush(lab.index);
        expect(await predicates(predicateType)).toEqual({ bundles: [ours], legacy: [ours] });
      }
      expect((await lab.store().inspect(lab.index.digest, wanted)).state).toBe('complete');
    },
  );
});

describe('two entries that fill one repository, with different identities', () => {
  const identity = (workflow: string): IdentityPolicy => ({
    ...workflowPolicy,
    identity: String.raw`^https://github\.com/${workflow}@refs/heads/main$`,
  });
  const nightly = identity(String.raw`this-is-tobi/multiarch-mirror/\.github/workflows/nightly\.yml`);
  const elsewhere = identity(String.raw`other/mirror/\.github/workflows/mirror\.yml`);
  const loose = identity(String.raw`this-is-tobi/multiarch-mirror/\.github/workflows/[a-z]+\.yml`);

  it('leave the signatures of one another alone, which may stand side by side', async () => {
    lab = await startAttestationLab();
    const sign = { ...slot, predicateType: predicateTypes.sign };
    const signers = {
      nightly: lab.signer({ workflow: '.github/workflows/nightly.yml' }),
      ours: lab.signer(),
    };
    for (const turn of ['first', 'again']) {
      for (const [policy, signer] of [
        [nightly, signers.nightly],
        [workflowPolicy, signers.ours],
      ] as const) {
        const store = lab.store('both', [nightly]);
        const attached = await store.attach(lab.index, { ...sign, policy }, () =>
          signer.sign(statement({}, predicateTypes.sign)),
        );
        expect(attached.outcome).toBe(turn === 'first' ? 'made' : 'adopted');
        const image = { reference: lab.reference, digest: lab.index.digest };
        await store.attachSignature(image, { legacy: true, policy }, () => signer.signImage(image));
        await store.flush(lab.index);
      }
    }
    const stored = await readAttestations(lab.repository, lab.index.digest);
    expect(stored.bundles).toHaveLength(2);
    expect(stored.legacySignatures).toHaveLength(2);
  });

  it('refuse a second SBOM that readers would find beside the first', async () => {
    lab = await startAttestationLab();
    const theirs = lab.store('both', [nightly]);
    const signer = lab.signer({ workflow: '.github/workflows/nightly.yml' });
    await theirs.attach(lab.index, { ...slot, policy: nightly }, () =>
      signer.sign(statement({ by: 'nightly' })),
    );
    await theirs.flush(lab.index);
    const ours = lab.store('both', [nightly]);
    await expect(
      ours.attach(lab.index, slot, () => lab.signer().sign(statement({ by: 'ours' }))),
    ).rejects.toMatchObject({ code: 'MIRROR_SECOND_ATTESTATION', hint: expect.stringContaining('identity') });
    await ours.flush(lab.index);
    expect((await predicates(predicateTypes.spdx)).bundles).toEqual([{ by: 'nightly' }]);
  });

  it('have an SBOM each where the readers of one do not trust the other', async () => {
    lab = await startAttestationLab();
    const stranger = lab.signer({ repository: 'other/mirror' });
    const store = lab.store('both', [elsewhere]);
    await Promise.all([
      store.attach(lab.index, { ...slot, policy: elsewhere }, () =>
        stranger.sign(statement({ by: 'other' })),
      ),
      store.attach(lab.index, slot, () => lab.signer().sign(statement({ by: 'ours' }))),
    ]);
    await store.flush(lab.index);
    expect((await predicates(predicateTypes.spdx)).bundles).toHaveLength(2);
    for (const policy of [elsewhere, workflowPolicy]) {
      const later = lab.store('both', [elsewhere]);
      expect((await later.inspect(lab.index.digest, { ...slot, policy })).state).toBe('complete');
    }
  });

  it('share one statement where the same signer counts for both, also when both ask at once', async () => {
    lab = await startAttestationLab();
    const store = lab.store('both', [loose]);
    const signer = lab.signer();
    const outcomes = await Promise.all(
      [workflowPolicy, loose].map((policy) =>
        store.attach(lab.index, { ...slot, policy }, () => signer.sign(statement({}))),
      ),
    );
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['made', 'adopted']);
    await store.flush(lab.index);
    expect((await predicates(predicateTypes.spdx)).bundles).toHaveLength(1);
  });
});
