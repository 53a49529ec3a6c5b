import {
  checkAttestations,
  type ExpectedAttestations,
  predicateTypes,
  readAttestations,
  type StoredAttestations,
  type StoredImageSignature,
  type StoredStatement,
  verifyImageSignature,
  verifyStored,
} from '@multiarch-mirror/attest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AttestationLab, startAttestationLab, workflowPolicy } from './attestation-lab.ts';

let lab: AttestationLab;
let stored: StoredAttestations;
let ofOthers: StoredAttestations;
beforeAll(async () => {
  lab = await startAttestationLab();
  await lab.attest();
  stored = await readAttestations(lab.repository, lab.index.digest);
  const other = await startAttestationLab();
  await other.attest();
  ofOthers = await readAttestations(other.repository, other.index.digest);
  await other.close();
});
afterAll(() => lab.close());

const image = () => ({ reference: lab.reference, digest: lab.index.digest });

function check(found: StoredAttestations, more: Partial<ExpectedAttestations> = {}) {
  return () =>
    checkAttestations(found, {
      trust: lab.trust,
      policy: workflowPolicy,
      format: 'both',
      image: image(),
      legacy: true,
      signature: true,
      predicateTypes: [predicateTypes.spdx],
      ...more,
    });
}

const without = (statements: StoredStatement[], type: string) =>
  statements.filter(({ predicateType }) => predicateType !== type);

describe('checkAttestations', () => {
  it.each<[string, string, () => StoredAttestations]>([
    [
      'an image without its signature, though every other bundle is there',
      'MIRROR_UNSIGNED',
      () => ({ ...stored, bundles: without(stored.bundles, predicateTypes.sign) }),
    ],
    ['an image without its legacy signature', 'MIRROR_UNSIGNED', () => ({ ...stored, legacySignatures: [] })],
    [
      'an image without its SBOM',
      'MIRROR_NO_SBOM',
      () => ({
        ...stored,
        bundles: without(stored.bundles, predicateTypes.spdx),
        legacyAttestations: without(stored.legacyAttestations, predicateTypes.spdx),
      }),
    ],
    [
      'an SBOM that is in one set only',
      'MIRROR_NO_SBOM',
      () => ({ ...stored, legacyAttestations: without(stored.legacyAttestations, predicateTypes.spdx) }),
    ],
    [
      'an SBOM that is there twice',
      'MIRROR_SECOND_ATTESTATION',
      () => ({ ...stored, bundles: [...stored.bundles, ...stored.bundles] }),
    ],
    [
      'what another Sigstore signed',
      'MIRROR_SIGNATURE_INVALID',
      () => ({ ...ofOthers, subject: stored.subject }),
    ],
  ])('refuses %s', (_, code, found) => {
    expect(check(found())).toThrow(expect.objectContaining({ code }));
  });

  it('refuses bundles in the legacy format, which hide the legacy set', () => {
    expect(check(stored, { format: 'legacy' })).toThrow(
      expect.objectContaining({ code: 'MIRROR_HIDDEN_LEGACY' }),
    );
  });

  it('asks for what it is told to ask for', () => {
    expect(check({ ...stored, legacySignatures: [] }, { signature: false })()).toHaveLength(1);
    expect(check({ ...stored, legacySignatures: [] }, { format: 'bundle' })()).toHaveLength(2);
  });
});

describe('verifyStored', () => {
  it('refuses a legacy envelope whose text is not the one that was logged, although its signature verifies', () => {
    const [layer] = stored.legacyAttestations;
    if (layer?.envelope === undefined) throw new Error('no layer');
    const options = { trust: lab.trust, policy: workflowPolicy, subject: lab.index.digest };
    expect(() => verifyStored(layer, options)).not.toThrow();
    const rewritten = { ...layer, envelope: JSON.stringify(JSON.parse(layer.envelope), null, 1) };
    expect(() => verifyStored(rewritten, options)).toThrow(
      expect.objectContaining({ code: 'MIRROR_SIGNATURE_INVALID' }),
    );
  });
});

describe('verifyImageSignature', () => {
  const options = () => ({ trust: lab.trust, policy: workflowPolicy, image: image() });
  const signature = (): StoredImageSignature => {
    const [first] = stored.legacySignatures;
    if (first === undefined) throw new Error('no signature');
    return first;
  };

  it('tells who signed', () => {
    expect(verifyImageSignature(signature(), options()).issuer).toBe(workflowPolicy.issuer);
  });

  it.each([
    [
      'the image of another repository',
      'MIRROR_WRONG_REPOSITORY',
      () => ({ image: { ...image(), reference: 'ghcr.io/a/b' } }),
    ],
    [
      'another image',
      'MIRROR_WRONG_DIGEST',
      () => ({ image: { ...image(), digest: `sha256:${'0'.repeat(64)}` } }),
    ],
    [
      'another identity',
      'MIRROR_WRONG_IDENTITY',
      () => ({ policy: { ...workflowPolicy, identity: '^somebody$' } }),
    ],
  ])('refuses %s', (_, code, change) => {
    expect(() => verifyImageSignature(signature(), { ...options(), ...change() })).toThrow(
      expect.objectContaining({ code }),
    );
  });

  it('refuses a changed payload', () => {
    const text = Buffer.from(signature().payload).toString().replace('null', '{}');
    expect(() => verifyImageSignature({ ...signature(), payload: Buffer.from(text) }, options())).toThrow(
      expect.objectContaining({ code: 'MIRROR_SIGNATURE_INVALID' }),
    );
  });

  it('refuses a layer without a log entry', () => {
    const { descriptor, payload } = signature();
    const { 'dev.sigstore.cosign/bundle': _, ...annotations } = descriptor.annotations ?? {};
    expect(() =>
      verifyImageSignature({ descriptor: { ...descriptor, annotations }, payload }, options()),
    ).toThrow(expect.objectContaining({ code: 'MIRROR_SIGNATURE_INVALID' }));
  });
});
