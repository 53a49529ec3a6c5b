import { type Descriptor, parseImageManifest, rawManifest, sha256Digest } from '@multiarch-mirror/oci';
import { expect, it } from 'vitest';
import { hasForeignLayers, withoutForeignLayers } from './without-foreign-layers.ts';

const layer = (name: string, mediaType = 'application/vnd.oci.image.layer.v1.tar+gzip'): Descriptor => ({
  mediaType,
  digest: sha256Digest(Buffer.from(name)),
  size: name.length,
});
const foreign: Descriptor = {
  ...layer('base', 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip'),
  urls: ['https://example.com/base.tar.gz'],
};

it('leaves out the layers that live elsewhere, with what the config says of them', () => {
  const config = Buffer.from(
    JSON.stringify({
      os: 'windows',
      rootfs: { type: 'layers', diff_ids: ['sha256:base', 'sha256:own'] },
      history: [{}, {}],
    }),
  );
  const image = rawManifest('application/vnd.oci.image.manifest.v1+json', {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest: sha256Digest(config), size: 1 },
    layers: [foreign, layer('own')],
  });
  expect(hasForeignLayers(image)).toBe(true);
  const reduced = withoutForeignLayers(image, config);
  const manifest = parseImageManifest(reduced.manifest);
  expect(hasForeignLayers(reduced.manifest)).toBe(false);
  expect(manifest.layers).toEqual([layer('own')]);
  expect(manifest.config.digest).toBe(sha256Digest(reduced.config.bytes));
  expect(JSON.parse(Buffer.from(reduced.config.bytes).toString())).toEqual({
    os: 'windows',
    rootfs: { type: 'layers', diff_ids: ['sha256:own'] },
  });
});
