import { predicateTypes } from '@multiarch-mirror/attest';
import type { Descriptor } from '@multiarch-mirror/oci';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AttestationLab, startAttestationLab } from './attestation-lab.ts';
import { mutations } from './mutations.ts';
import { repositoryVerdict } from './verdicts.ts';

let lab: AttestationLab;
beforeAll(async () => {
  lab = await startAttestationLab();
  await lab.attest();
});
afterAll(() => lab.close());

describe('the list of referrers', () => {
  it('never makes anything else pass: with any text of it changed, what was there is found, or something is missing', async () => {
    const entries = await lab.repository.referrers(lab.index.digest);
    const others = await lab.repository.referrers(lab.platforms[0]?.digest ?? '');
    const truth = await repositoryVerdict(lab, {}, 'bundle');
    expect(truth).toMatch(/^accepted/);
    const changed = mutations(entries.slice(0, 2), others);
    expect(changed.length).toBeGreaterThan(40);
    const wrong: string[] = [];
    for (const { name, document } of changed) {
      const found = await repositoryVerdict(lab, { referrers: [...document, ...entries.slice(2)] }, 'bundle');
      if (found !== truth && !found.startsWith('MIRROR_')) wrong.push(`${name} → ${found}`);
    }
    expect(wrong).toEqual([]);
  });

  it.each<[string, (entries: Descriptor[], others: Descriptor[]) => Descriptor[]]>([
    ['is empty', () => []],
    ['is that of a platform', (_, others) => others],
    [
      'lacks the signature',
      (entries) =>
        entries.filter(
          ({ annotations }) => annotations?.['dev.sigstore.bundle.predicateType'] !== predicateTypes.sign,
        ),
    ],
    [
      'lacks the SBOM',
      (entries) =>
        entries.filter(
          ({ annotations }) => annotations?.['dev.sigstore.bundle.predicateType'] !== predicateTypes.spdx,
        ),
    ],
    [
      'calls everything something else',
      (entries) => entries.map((entry) => ({ ...entry, artifactType: 'application/x' })),
    ],
  ])('that %s is refused', async (_, change) => {
    const entries = await lab.repository.referrers(lab.index.digest);
    const others = await lab.repository.referrers(lab.platforms[0]?.digest ?? '');
    expect(await repositoryVerdict(lab, { referrers: change(entries, others) }, 'bundle')).toMatch(
      /^MIRROR_/,
    );
  });
});
