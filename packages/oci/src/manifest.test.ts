import { describe, expect, it } from 'vitest';
import { sha256Digest } from './digest.ts';
import {
  parseImageIndex,
  parseImageManifest,
  rawManifest,
  receivedManifest,
  referrerDescriptor,
  subjectOf,
} from './manifest.ts';
import { mediaTypes } from './media-types.ts';

const layer = { mediaType: mediaTypes.ociLayerGzip, digest: sha256Digest(Buffer.from('l')), size: 1 };
const config = { mediaType: mediaTypes.ociConfig, digest: sha256Digest(Buffer.from('c')), size: 1 };
const manifest = { schemaVersion: 2, mediaType: mediaTypes.ociManifest, config, layers: [layer] };
const index = { schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests: [layer] };
const bytesOf = (value: unknown): Buffer =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));

describe('manifests', () => {
  it('keep their bytes', () => {
    const bytes = bytesOf(`${JSON.stringify(manifest, null, 3)}\n`);
    const raw = receivedManifest(bytes, 'application/vnd.oci.image.manifest.v1+json; charset=utf-8');
    expect(raw.bytes).toBe(bytes);
    expect(raw.descriptor).toEqual({
      mediaType: mediaTypes.ociManifest,
      digest: sha256Digest(bytes),
      size: bytes.length,
    });
    expect(parseImageManifest(raw).layers).toEqual([layer]);
  });

  it.each([
    [
      'its own type over the header',
      { ...index, mediaType: mediaTypes.dockerList },
      mediaTypes.ociIndex,
      mediaTypes.dockerList,
    ],
    [
      'the header where it names none',
      { schemaVersion: 2, manifests: [] },
      mediaTypes.dockerList,
      mediaTypes.dockerList,
    ],
    ['an index by its shape', { schemaVersion: 2, manifests: [] }, 'application/json', mediaTypes.ociIndex],
    ['a manifest by its shape', { schemaVersion: 2, config, layers: [] }, undefined, mediaTypes.ociManifest],
  ])('take %s', (_, content, header, expected) => {
    expect(receivedManifest(bytesOf(content), header).descriptor.mediaType).toBe(expected);
  });

  it.each([
    ['HTML', '<html>', 'MIRROR_MANIFEST_INVALID'],
    ['a list', [], 'MIRROR_MANIFEST_INVALID'],
    ['null', 'null', 'MIRROR_MANIFEST_INVALID'],
    [
      'bytes that are no UTF-8',
      Buffer.from([0x7b, 0xff, 0x7d]).toString('latin1'),
      'MIRROR_MANIFEST_INVALID',
    ],
    ['no schemaVersion', {}, 'MIRROR_MANIFEST_INVALID'],
    ['schema 1', { schemaVersion: 1, fsLayers: [] }, 'MIRROR_MANIFEST_UNSUPPORTED'],
    ['an unknown type', { schemaVersion: 2, mediaType: 'application/x' }, 'MIRROR_MANIFEST_UNSUPPORTED'],
    ['both shapes in one', { ...manifest, manifests: [] }, 'MIRROR_MANIFEST_INVALID'],
    [
      'an index that calls itself a manifest',
      { ...index, mediaType: mediaTypes.ociManifest },
      'MIRROR_MANIFEST_INVALID',
    ],
  ])('refuse %s', (_, content, code) => {
    expect(() => receivedManifest(bytesOf(content), mediaTypes.ociManifest)).toThrow(
      expect.objectContaining({ code }),
    );
  });

  it.each([
    ['no config', { ...manifest, config: undefined }],
    ['a layer without digest', { ...manifest, layers: [{ ...layer, digest: 'x' }] }],
    ['a negative size', { ...manifest, layers: [{ ...layer, size: -1 }] }],
    ['a size that is no integer', { ...manifest, config: { ...config, size: 1.5 } }],
    ['layers that are no list', { ...manifest, layers: {} }],
    ['annotations that are no strings', { ...manifest, annotations: { a: 1 } }],
    ['a subject that is no descriptor', { ...manifest, subject: 'x' }],
  ])('are not parsed with %s', (_, content) => {
    const raw = rawManifest(mediaTypes.ociManifest, bytesOf(content));
    expect(() => parseImageManifest(raw)).toThrow(
      expect.objectContaining({ code: 'MIRROR_MANIFEST_INVALID' }),
    );
  });

  it('are tolerant of null where nothing is meant', () => {
    const raw = rawManifest(mediaTypes.ociIndex, { ...index, manifests: null, annotations: null });
    expect(parseImageIndex(raw)).toEqual({ schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests: [] });
  });

  it('are never parsed as what they are not', () => {
    expect(() => parseImageIndex(rawManifest(mediaTypes.ociManifest, manifest))).toThrow();
    expect(() => parseImageManifest(rawManifest(mediaTypes.ociIndex, index))).toThrow();
  });
});

describe('referrers', () => {
  it('are listed with artifactType and annotations', () => {
    const raw = rawManifest(mediaTypes.ociManifest, {
      ...manifest,
      artifactType: 'application/x',
      subject: layer,
      annotations: { a: 'b' },
    });
    expect(subjectOf(raw)).toEqual(layer);
    expect(referrerDescriptor(raw)).toEqual({
      ...raw.descriptor,
      artifactType: 'application/x',
      annotations: { a: 'b' },
    });
  });

  it("fall back to the config's type", () => {
    expect(referrerDescriptor(rawManifest(mediaTypes.ociManifest, manifest)).artifactType).toBe(
      mediaTypes.ociConfig,
    );
  });
});
