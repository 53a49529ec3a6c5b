import { generateKeyPairSync } from 'node:crypto';
import { checkSigner } from '@multiarch-mirror/attest';
import { PolicyError } from '@multiarch-mirror/errors';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type AttestationLab, startAttestationLab, workflowPolicy } from './attestation-lab.ts';

let lab: AttestationLab;
beforeAll(async () => {
  lab = await startAttestationLab();
});
afterAll(() => lab.close());

it('lets sign whose signatures count, and logs nothing', async () => {
  await checkSigner(lab.signer(), workflowPolicy);
  expect(lab.sigstore.entries()).toEqual([]);
});

const key = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const publicKey = key.publicKey.export({ format: 'pem', type: 'spki' }).toString();

it.each([
  ['another workflow', { ...workflowPolicy, identity: String.raw`^https://github\.com/somebody/else/.*$` }],
  ['another issuer', { ...workflowPolicy, issuer: 'https://issuer.acme.dev' }],
  ['a key', { publicKey }],
])('refuses to sign what counts only from %s', async (_who, policy) => {
  const thrown = await checkSigner(lab.signer(), policy).catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(PolicyError);
  expect(thrown).toMatchObject({
    code: 'MIRROR_SIGNS_AS_ANOTHER',
    message: expect.stringContaining('https://github.com/this-is-tobi/multiarch-mirror/'),
  });
  expect(lab.sigstore.entries()).toEqual([]);
});
