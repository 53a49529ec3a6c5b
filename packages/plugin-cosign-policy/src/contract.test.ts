import { type AttestationLab, startAttestationLab, workflowPolicy } from '@multiarch-mirror/testing';
import { pluginContract } from '@multiarch-mirror/testing/plugin';
import { afterAll, beforeAll, describe, it } from 'vitest';
import plugin from './plugin.ts';

const { identity, issuer } = workflowPolicy;
let lab: AttestationLab;
beforeAll(async () => {
  lab = await startAttestationLab();
  await lab.attest();
});
afterAll(() => lab?.close());

pluginContract(
  {
    plugin,
    location: import.meta.url,
    options: [
      { identity, issuer },
      { identity, issuer, sigstore: 'public' },
      { identity, issuer, trustedRoot: './root.json' },
    ],
    refused: [
      {},
      { identity, issuer, key: './a.pub' },
      { key: '' },
      { identity },
      { issuer },
      { identity, issuer, sigstore: 'private' },
      { identity, issuer, sigstore: 'public', trustedRoot: './a' },
    ],
    changes: [
      [
        { identity, issuer },
        { identity: '^x$', issuer },
      ],
      [
        { identity, issuer },
        { identity, issuer, trustedRoot: './root.json' },
      ],
    ],
    surroundings: () => ({
      image: {
        upstream: [{ reference: `${lab.reference}:1.0.0`, digest: lab.index.digest }],
        source: () => lab.repository,
        trust: async () => lab.trust,
      },
    }),
  },
  { describe, it },
);
