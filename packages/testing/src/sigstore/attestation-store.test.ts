import {
  type AttestationFormat,
  createStatement,
  legacyTag,
  predicateTypes,
  readAttestations,
  verifyAttestations,
} from '@multiarch-mirror/attest';
import { parseImageManifest } from '@multiarch-mirror/oci';
import { afterEach, describe, expect, it } from 'vitest';
import type { RegistryOptions } from '../registry/index.ts';
import {
  type AttestationLab,
  indexStatements,
  startAttestationLab,
  workflowPolicy,
} from './attestation-lab.ts';

let lab: AttestationLab;
afterEach(() => lab.close());

async function start(options?: RegistryOptions): Promise<void> {
  lab = await startAttestationLab(options);
}

function verifyIndex(format: AttestationFormat = 'both') {
  const { trust, reference, index, repository } = lab;
  return verifyAttestations(repository, {
    trust,
    policy: workflowPolicy,
    format,
    image: { reference, digest: index.digest },
    legacy: true,
    signature: true,
    predicateTypes: indexStatements.filter((type) => type !== predicateTypes.sign),
  });
}

const spdx = { predicateType: predicateTypes.spdx, legacy: true, policy: workflowPolicy };
const writes = () => lab.registry.requests.filter(({ method }) => !['GET', 'HEAD'].includes(method));
const sbom = (digest: string, predicate: unknown = {}) =>
  createStatement({ subject: { digest }, predicateType: predicateTypes.spdx, predicate });

describe.each([
  ['a referrers API', true],
  ['a fallback index', false],
])('with %s', (_, referrersApi) => {
  it('replaces a bundle whose content the registry has lost', async () => {
    await start({ referrersApi });
    await lab.attest();
    const entry = (await readAttestations(lab.repository, lab.index.digest)).bundles.find(
      ({ predicateType }) => predicateType === predicateTypes.spdx,
    );
    const manifest = await lab.repository.manifest(entry?.descriptor.digest ?? '');
    for (const { digest } of parseImageManifest(manifest).layers)
      lab.registry.repository('mirror/app').blobs.delete(digest);
    const fresh = lab.store();
    expect((await fresh.inspect(lab.index.digest, spdx)).state).toBe('broken');
    await lab.attest(fresh);
    await expect(verifyIndex()).resolves.toHaveLength(4);
  });

  it('writes both sets, with one log entry for each statement and one for the legacy signature', async () => {
    await start({ referrersApi });
    await lab.attest();
    expect(lab.sigstore.entries()).toHaveLength(5 + 2 * 2);
    const statements = await verifyIndex();
    expect(statements.map(({ statement }) => statement.predicateType)).toEqual([
      predicateTypes.sign,
      predicateTypes.spdx,
      predicateTypes.slsaProvenance1,
      predicateTypes.slsaProvenance02,
    ]);
    const stored = await readAttestations(lab.repository, lab.index.digest);
    expect(stored.bundles).toHaveLength(4);
    expect(stored.legacyAttestations.map(({ predicateType }) => predicateType)).not.toContain(
      predicateTypes.sign,
    );
    for (const { digest } of lab.platforms) {
      const platform = await readAttestations(lab.repository, digest);
      expect(platform.bundles).toHaveLength(2);
      expect([...platform.legacyAttestations, ...platform.legacySignatures]).toEqual([]);
    }
  });

  it('finds everything there the second time: nothing is signed or written', async () => {
    await start({ referrersApi });
    await lab.attest();
    lab.registry.resetRequests();
    await lab.attest();
    expect(lab.sigstore.entries()).toHaveLength(9);
    expect(writes()).toEqual([]);
  });

  it('replaces the statement of another workflow in both sets', async () => {
    await start({ referrersApi });
    const store = lab.store();
    const rival = lab.signer({ workflow: '.github/workflows/build.yml' });
    await store.attach(lab.index, spdx, () => rival.sign(sbom(lab.index.digest)));
    await store.flush(lab.index);
    expect(await lab.store().inspect(lab.index.digest, spdx)).toMatchObject({
      state: 'broken',
      statement: undefined,
      faults: [{ code: 'MIRROR_WRONG_IDENTITY' }, { code: 'MIRROR_WRONG_IDENTITY' }],
    });
    await lab.attest();
    const stored = await readAttestations(lab.repository, lab.index.digest);
    const types = [...stored.bundles, ...stored.legacyAttestations].map(({ predicateType }) => predicateType);
    expect(types.filter((type) => type === predicateTypes.spdx)).toHaveLength(2);
    await verifyIndex();
  });
});

describe('one set makes the other', () => {
  it('the legacy set out of bundles, with a new entry for the signature alone', async () => {
    await start();
    await lab.attest(lab.store('bundle'));
    const before = lab.sigstore.entries().length;
    await lab.attest();
    expect(lab.sigstore.entries()).toHaveLength(before + 1);
    await verifyIndex();
  });

  it('bundles out of the legacy set, with the proofs that the log has', async () => {
    await start();
    await lab.attest(lab.store('legacy'));
    const before = lab.sigstore.entries().length;
    await lab.attest();
    // New is the signature's statement on the index, and both statements on each platform.
    expect(lab.sigstore.entries()).toHaveLength(before + 5);
    await verifyIndex();
  });

  it('the legacy format takes the bundles away, which would hide it', async () => {
    await start();
    await lab.attest();
    await lab.attest(lab.store('legacy'));
    expect((await readAttestations(lab.repository, lab.index.digest)).bundles).toEqual([]);
    await verifyIndex('legacy');
  });
});

describe('inspect', () => {
  it('is missing before, complete after, broken when a set is gone', async () => {
    await start();
    const { digest } = lab.index;
    const state = async () => (await lab.store().inspect(digest, spdx)).state;
    expect(await state()).toBe('missing');
    await lab.attest();
    expect(await state()).toBe('complete');
    expect(await lab.store().inspectSignature({ reference: lab.reference, digest }, spdx)).toBe('complete');
    lab.registry.repository('mirror/app').tags.delete(legacyTag(digest, 'att'));
    expect(await state()).toBe('broken');
  });

  it('says where the statement stands', async () => {
    await start();
    await lab.attest();
    expect(await lab.store().inspect(lab.index.digest, spdx)).toMatchObject({
      statement: { logIndex: expect.any(Number) },
      stored: { digest: expect.stringMatching(/^sha256:/), sets: ['bundle', 'legacy'] },
    });
  });
});

describe('what belongs to others', () => {
  it('stays: a statement of a repository that no reader of the documents trusts', async () => {
    await start();
    const store = lab.store();
    const stranger = lab.signer({ repository: 'upstream/app', workflow: 'release.yml' });
    await store.attach(lab.index, spdx, () => stranger.sign(sbom(lab.index.digest)));
    await store.flush(lab.index);
    await lab.attest();
    const { bundles, legacyAttestations } = await readAttestations(lab.repository, lab.index.digest);
    expect(bundles.filter(({ predicateType }) => predicateType === predicateTypes.spdx)).toHaveLength(2);
    expect(
      legacyAttestations.filter(({ predicateType }) => predicateType === predicateTypes.spdx),
    ).toHaveLength(2);
    await verifyIndex();
  });

  it('is an error where it would be taken for ours and cannot be removed', async () => {
    await start({ deletes: false });
    const store = lab.store();
    const rival = lab.signer({ workflow: '.github/workflows/build.yml' });
    await store.attach(lab.index, spdx, () => rival.sign(sbom(lab.index.digest)));
    await store.flush(lab.index);
    await expect(lab.attest()).rejects.toMatchObject({ code: 'MIRROR_REFERRER_NOT_REMOVED' });
  });
});

describe('one writer', () => {
  it('signs once for two images that share a platform, and both wait for it', async () => {
    await start();
    const store = lab.store();
    const signer = lab.signer();
    const [platform] = lab.platforms;
    if (platform === undefined) throw new Error('no platform');
    const slot = { ...spdx, legacy: false };
    await Promise.all(
      [1, 2].map(async () => {
        await store.attach(platform, slot, () => signer.sign(sbom(platform.digest)));
        await store.flush(platform);
        expect((await readAttestations(lab.repository, platform.digest)).bundles).toHaveLength(1);
      }),
    );
    expect(lab.sigstore.entries()).toHaveLength(1);
  });

  it('keeps the queue when a registry fails, and writes it later without signing again', async () => {
    await start();
    const store = lab.store();
    const signer = lab.signer();
    await store.attach(lab.index, spdx, () => signer.sign(sbom(lab.index.digest)));
    lab.registry.options.onRequest = ({ method }) =>
      method === 'PUT' ? { kind: 'answer', status: 403, body: '{}' } : undefined;
    await expect(store.flush(lab.index)).rejects.toThrow();
    lab.registry.options.onRequest = () => undefined;
    await store.flush(lab.index);
    expect(lab.sigstore.entries()).toHaveLength(1);
    expect((await lab.store().inspect(lab.index.digest, spdx)).state).toBe('complete');
  });

  it('merges with what another process put into a legacy tag meanwhile', async () => {
    await start();
    const [one, other] = [lab.store(), lab.store()];
    const slots = [predicateTypes.spdx, predicateTypes.slsaProvenance1] as const;
    const signer = lab.signer();
    for (const [position, store] of [one, other].entries()) {
      const predicateType = slots[position] ?? predicateTypes.custom;
      const subject = { digest: lab.index.digest };
      const statement = createStatement({ subject, predicateType, predicate: {} });
      await store.attach(lab.index, { ...spdx, predicateType }, () => signer.sign(statement));
    }
    // The other one writes after the first has read the tag and before it writes.
    let meanwhile: Promise<unknown> | undefined;
    lab.registry.options.onRequest = async ({ method, reference }) => {
      if (method !== 'HEAD' || reference !== legacyTag(lab.index.digest, 'att')) return undefined;
      const first = meanwhile === undefined;
      meanwhile ??= other.flush(lab.index);
      if (first) await meanwhile;
      return undefined;
    };
    await one.flush(lab.index);
    expect(meanwhile).toBeDefined();
    const { layers } = parseImageManifest(await lab.repository.manifest(legacyTag(lab.index.digest, 'att')));
    expect(layers).toHaveLength(2);
  });
});
