import { setTimeout as delay } from 'node:timers/promises';
import {
  AttestationStore,
  createStatement,
  predicateTypes,
  readAttestations,
} from '@multiarch-mirror/attest';
import { OciClient } from '@multiarch-mirror/oci';
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
  it.each([1, 2])(
    'what six processes attest to one digest at once is all there, at the latest when each has read it back (%i)',
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
      const attest = async (predicateType: string): Promise<AttestationStore> => {
        const store = storeOfAnotherProcess();
        const statement = createStatement({ subject: lab.index, predicateType, predicate: {} });
        await store.attach(lab.index, slotOf(predicateType), () => signer.sign(statement));
        await store.flush(lab.index);
        return store;
      };
      const stores = await Promise.all(kinds.map((predicateType) => attest(predicateType)));
      // Without a lock one may overwrite what it has not seen; whose it was finds that, and makes one set out of the other.
      for (const [position, predicateType] of kinds.entries()) {
        const inspection = await stores[position]?.inspect(lab.index.digest, slotOf(predicateType));
        if (inspection?.state !== 'complete') await attest(predicateType);
      }
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
});
