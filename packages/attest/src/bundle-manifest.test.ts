import { mediaTypes, parseImageManifest, sha256Digest } from '@multiarch-mirror/oci';
import { describe, expect, it } from 'vitest';
import { bundleManifest, bundleMediaType } from './bundle-manifest.ts';

const subject = {
  mediaType: mediaTypes.ociIndex,
  digest: `sha256:${'a'.repeat(64)}`,
  size: 7,
  annotations: { left: 'out' },
};
const bundle = {
  bytes: Buffer.from('{"bundle":1}'),
  predicateType: 'https://spdx.dev/Document',
  created: new Date(0),
};

describe('bundleManifest', () => {
  it('is the referrer that cosign and gh read', () => {
    const { manifest, blobs } = bundleManifest(subject, bundle);
    expect(parseImageManifest(manifest)).toEqual({
      schemaVersion: 2,
      mediaType: mediaTypes.ociManifest,
      artifactType: bundleMediaType,
      config: { mediaType: mediaTypes.empty, digest: sha256Digest(Buffer.from('{}')), size: 2 },
      layers: [{ mediaType: bundleMediaType, digest: sha256Digest(bundle.bytes), size: 12 }],
      subject: { mediaType: mediaTypes.ociIndex, digest: subject.digest, size: 7 },
      annotations: {
        'dev.sigstore.bundle.content': 'dsse-envelope',
        'dev.sigstore.bundle.predicateType': 'https://spdx.dev/Document',
        'org.opencontainers.image.created': '1970-01-01T00:00:00Z',
      },
    });
    expect(blobs.map(({ bytes }) => Buffer.from(bytes).toString())).toEqual(['{}', '{"bundle":1}']);
  });

  it('gives the same bytes for the same bundle', () => {
    expect(bundleManifest(subject, bundle)).toEqual(bundleManifest(subject, bundle));
  });
});
