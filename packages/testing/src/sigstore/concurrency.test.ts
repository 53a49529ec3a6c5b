import { setTimeout as delay } from 'node:timers/promises';
import {
  AttestationStore,
  createStatement,
  legacyTag,
  predicateTypes,
  readAttestations,
} from '@multiarch-mirror/attest';
import { fallbackTag, OciClient } from '@multiarch-mirror/oci';
import { afterEach, describe, expect, it } from 'vitest';
import { type AttestationLab, startAttestationLab, workflowPolicy } from './attestation-lab.ts';

let lab: AttestationLab;
const clients: OciClient[] = [];
afterEach(async () => {
  await Promise.all([lab.close(), ...clients.splice(0).map((client) => client.close())]);
});

/** A store as another process has it: with connections and memory of its own. */
function storeOfAnotherProcess(): AttestationStore {
  const client = new OciClient();
  clients.push(client);
  const { registry, trust, sigstore } = lab;
  const name = { transport: 'registry', registry: registry.host, path: 'mirror/app' } as const;
  return new AttestationStore({
    repository: client.repository(name, { writes: true }),
    format: 'both',
    trust,
    policies: [workflowPolicy],
    rekorUrl: sigstore.rekorUrl,
  });
}

const kinds = [
  predicateTypes.spdx,
  predicateTypes.slsaProvenance1,
  predicateTypes.slsaProvenance02,
  predicateTypes.vuln,
  predicateTypes.custom,
  predicateTypes.cyclonedx,
];

const slotOf = (predicateType: string) => ({ predicateType, legacy: true, policy: workflowPolicy });

describe.each([
  ['a referrers API', true],
  ['a fallback index', false],
])('with %s', (_, referrersApi) => {
  it.each([1, 2, 3])(
    'what six processes attest to one digest at once is all there, when each has read it back as a run does (%i)',
    async (seed) => {
      lab = await startAttestationLab({ referrersApi });
      let turn = seed;
      lab.registry.options.onRequest = async () => {
        // A registry far away: with requests that take much longer than others there is no end of it without a lock.
        turn = (turn * 16_807) % 2_147_483_647;
        await delay(30 + (turn % 8));
        return undefined;
      };
      const signer = lab.signer();
      let signed = 0;
      await Promise.all(
        kinds.map(async (predicateType) => {
          const store = storeOfAnotherProcess();
          const statement = createStatement({ subject: lab.index, predicateType, predicate: {} });
          await store.attach(lab.index, slotOf(predicateType), () => {
            signed += 1;
            return signer.sign(statement);
          });
          await store.flush(lab.index);
          // Without a lock one may overwrite what it has not seen; whose it was finds that, and puts it back.
          while (await store.uphold(lab.index));
        }),
      );
      expect(signed).toBe(kinds.length);
      lab.registry.options.onRequest = () => undefined;
      const stored = await readAttestations(lab.repository, lab.index.digest);
      const types = (statements: typeof stored.bundles) =>
        statements.map(({ predicateType = '' }) => predicateType).toSorted();
      expect({ bundles: types(stored.bundles), legacy: types(stored.legacyAttestations) }).toEqual({
        bundles: kinds.toSorted(),
        legacy: kinds.toSorted(),
      });
    },
  );

  it('what somebody overwrites after it was read back is put back, without signing again', async () => {
    lab = await startAttestationLab({ referrersApi });
    const { index } = lab;
    const store = storeOfAnotherProcess();
    const slot = slotOf(predicateTypes.spdx);
    const sign = (predicateType: string) => {
      const statement = createStatement({ subject: index, predicateType, predicate: {} });
      return () => lab.signer().sign(statement);
    };
    const tags = [fallbackTag(index.digest), legacyTag(index.digest, 'att')];
    await store.attach(index, slot, sign(predicateTypes.spdx));
    await store.flush(index);
    expect(await store.uphold(index)).toBe(false);

    const other = storeOfAnotherProcess();
    await other.attach(index, slotOf(predicateTypes.custom), sign(predicateTypes.custom));
    // As if it had read before ours was written.
    for (const tag of tags) lab.registry.repository('mirror/app').tags.delete(tag);
    await other.flush(index);

    const logged = lab.sigstore.entries().length;
    expect(await store.uphold(index)).toBe(true);
    expect(await store.uphold(index)).toBe(false);
    expect(lab.sigstore.entries()).toHaveLength(logged);
    for (const predicateType of [predicateTypes.spdx, predicateTypes.custom])
      expect((await lab.store().inspect(index.digest, slotOf(predicateType))).state).toBe('complete');
  });
});
