import {
  type AttestationSlot,
  type AttestationStore,
  createStatement,
  type IdentityPolicy,
  predicateTypes,
  readAttestations,
  type Signer,
} from '@multiarch-mirror/attest';
import type { Descriptor } from '@multiarch-mirror/oci';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AttestationLab, startAttestationLab, workflowPolicy } from './attestation-lab.ts';

const stranger: IdentityPolicy = {
  ...workflowPolicy,
  identity: String.raw`^https://github\.com/other/mirror/\.github/workflows/mirror\.yml@refs/heads/main$`,
};
const spdx: AttestationSlot = { predicateType: predicateTypes.spdx, legacy: true, policy: workflowPolicy };
const cyclonedx: AttestationSlot = { ...spdx, predicateType: predicateTypes.cyclonedx };

describe.each([
  ['a referrers API', true],
  ['a fallback index', false],
])('with %s, an SBOM whose format has been changed', (_, referrersApi) => {
  let lab: AttestationLab;
  beforeEach(async () => {
    lab = await startAttestationLab({ referrersApi });
  });
  afterEach(() => lab.close());

  const put = async (store: AttestationStore, subject: Descriptor, slot: AttestationSlot, signer: Signer) => {
    const { predicateType } = slot;
    const statement = createStatement({ subject: { digest: subject.digest }, predicateType, predicate: {} });
    await store.attach(subject, slot, () => signer.sign(statement));
  };

  /** Kinds in each set. */
  const standing = async ({ digest }: Descriptor) => {
    const { bundles, legacyAttestations } = await readAttestations(lab.repository, digest);
    const kinds = (list: typeof bundles) => list.map(({ predicateType = '' }) => predicateType).sort();
    return { bundles: kinds(bundles), legacy: kinds(legacyAttestations) };
  };

  it('stands alone in both sets, on the index and on a platform; another’s of the old format stays', async () => {
    const [platform] = lab.platforms;
    if (platform === undefined) throw new Error('no platform');
    const before = lab.store('both', [stranger]);
    for (const [subject, legacy] of [
      [lab.index, true],
      [platform, false],
    ] as const) {
      await put(before, subject, { ...spdx, legacy }, lab.signer());
      const theirs = { ...spdx, legacy, policy: stranger };
      await put(before, subject, theirs, lab.signer({ repository: 'other/mirror' }));
      await before.flush(subject);
    }

    const store = lab.store();
    for (const [subject, legacy] of [
      [lab.index, true],
      [platform, false],
    ] as const) {
      const { digest } = subject;
      expect(await store.stands(digest, spdx)).toBe(true);
      expect(await store.stands(digest, cyclonedx)).toBe(false);
      await put(store, subject, { ...cyclonedx, legacy }, lab.signer());
      await store.supersede(subject, spdx);
      await store.flush(subject);

      const both = [predicateTypes.cyclonedx, predicateTypes.spdx];
      expect(await standing(subject)).toEqual({ bundles: both, legacy: legacy ? both : [] });
      expect(await store.stands(digest, spdx)).toBe(false);
      expect((await store.inspect(digest, { ...cyclonedx, legacy })).state).toBe('complete');
      const other = await lab.store().inspect(digest, { ...spdx, legacy, policy: stranger });
      expect(other.state).toBe('complete');
    }
  });

  it('of which one set alone was left is taken away there', async () => {
    for (const format of ['legacy', 'bundle'] as const) {
      const before = lab.store(format);
      await put(before, lab.index, spdx, lab.signer());
      await before.flush(lab.index);
      const store = lab.store();
      await put(store, lab.index, cyclonedx, lab.signer());
      await store.supersede(lab.index, spdx);
      await store.flush(lab.index);
      const one = [predicateTypes.cyclonedx];
      expect(await standing(lab.index)).toEqual({ bundles: one, legacy: one });
    }
  });
});

it('that cannot be deleted is an error, after the new one is there', async () => {
  const lab = await startAttestationLab({ deletes: false });
  try {
    const attach = async (slot: AttestationSlot, old?: AttestationSlot) => {
      const { predicateType } = slot;
      const store = lab.store('bundle');
      const statement = createStatement({
        subject: { digest: lab.index.digest },
        predicateType,
        predicate: {},
      });
      await store.attach(lab.index, slot, () => lab.signer().sign(statement));
      if (old !== undefined) await store.supersede(lab.index, old);
      await store.flush(lab.index);
    };
    await attach(spdx);
    await expect(attach(cyclonedx, spdx)).rejects.toMatchObject({ code: 'MIRROR_REFERRER_NOT_REMOVED' });
    const { bundles } = await readAttestations(lab.repository, lab.index.digest);
    expect(bundles.map(({ predicateType }) => predicateType)).toContain(predicateTypes.cyclonedx);
  } finally {
    await lab.close();
  }
});
