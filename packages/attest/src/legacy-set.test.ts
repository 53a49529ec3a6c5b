import { parseImageManifest } from '@multiarch-mirror/oci';
import { describe, expect, it } from 'vitest';
import { attestationLayer, legacyManifest, legacyTag, sameLayer, signatureLayer } from './legacy-set.ts';

const logEntry = {
  SignedEntryTimestamp: 'c2V0',
  Payload: { body: 'Ym9keQ==', integratedTime: 1, logIndex: 0, logID: 'ab' },
};

describe('the legacy set', () => {
  it('has a tag for each digest', () => {
    expect(legacyTag('sha256:ab', 'sig')).toBe('sha256-ab.sig');
  });

  it('keeps the envelope byte for byte and an empty signature annotation', () => {
    const envelope = '{"payload":"e30=", "odd":"spacing"}';
    const layer = attestationLayer({ envelope, predicateType: 'a:b', certificate: 'PEM', logEntry });
    expect(Buffer.from(layer.bytes).toString()).toBe(envelope);
    expect(layer.descriptor.annotations).toEqual({
      'dev.cosignproject.cosign/signature': '',
      'dev.sigstore.cosign/certificate': 'PEM',
      'dev.sigstore.cosign/bundle': JSON.stringify(logEntry),
      predicateType: 'a:b',
    });
  });

  it('describes each layer in the config', () => {
    const image = { reference: 'a/b', digest: 'sha256:ab' };
    const common = { image, certificate: undefined, logEntry, logIndex: 0 };
    const layers = ['one', 'two'].map(
      (text) => signatureLayer({ ...common, payload: Buffer.from(text), signature: text }).descriptor,
    );
    const { manifest, config } = legacyManifest(layers);
    expect(parseImageManifest(manifest).layers).toEqual(layers);
    expect(JSON.parse(Buffer.from(config.bytes).toString())).toMatchObject({
      rootfs: { type: 'layers', diff_ids: layers.map(({ digest }) => digest) },
    });
  });

  it('tells layers of the same payload apart by their signature', () => {
    const image = { reference: 'a/b', digest: 'sha256:ab' };
    const common = { image, certificate: undefined, logEntry, logIndex: 0, payload: Buffer.from('p') };
    const one = signatureLayer({ ...common, signature: 'one' }).descriptor;
    const other = signatureLayer({ ...common, signature: 'other' }).descriptor;
    expect(sameLayer(one, { ...one })).toBe(true);
    expect(sameLayer(one, other)).toBe(false);
  });
});
