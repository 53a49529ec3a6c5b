import { manifestLimit } from '@multiarch-mirror/oci';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedRegistry, startRegistry } from '../registry/embedded-registry.ts';
import type { BuiltManifest } from './image-index.ts';
import { buildRichImage, type RichImage } from './rich-image.ts';

describe.each(['sha256', 'sha512'] as const)('the rich image, %s', (digest) => {
  let registry: EmbeddedRegistry;
  let image: RichImage;

  beforeAll(async () => {
    registry = await startRegistry();
    image = await buildRichImage({ digest });
  });
  afterAll(() => registry.close());

  const all = (built: BuiltManifest): BuiltManifest[] => [
    built,
    ...(built.kind === 'index' ? built.members.flatMap(all) : []),
  ];

  it('has the same digests each time it is built', async () => {
    const again = await buildRichImage({ digest });
    expect(again.index.manifest.descriptor).toEqual(image.index.manifest.descriptor);
  });

  it('has digests of one algorithm alone', () => {
    for (const built of all(image.index)) {
      const text = Buffer.from(built.manifest.bytes).toString();
      const named = [...text.matchAll(/"digest":"(sha\d+):/g)].map(([, algorithm]) => algorithm);
      expect([...new Set(named)].filter((algorithm) => algorithm !== digest)).toEqual([]);
      expect(built.manifest.descriptor.digest).toMatch(new RegExp(`^${digest}:`));
    }
  });

  it('has every kind of content', () => {
    const built = all(image.index);
    const text = built.map(({ manifest }) => Buffer.from(manifest.bytes).toString()).join('\n');
    for (const part of [
      'tar+gzip',
      'tar+zstd',
      'layer.v1.tar"',
      'rootfs.diff.tar.gzip',
      'manifest.list',
      'nondistributable',
      '"os.version"',
      'unknown',
      '"subject"',
      '"size":0',
    ]) {
      expect(text).toContain(part);
    }
    expect(Math.max(...built.map(({ manifest }) => manifest.bytes.byteLength))).toBe(manifestLimit);
    const platforms = built.flatMap((one) =>
      one.kind === 'image' ? [`${one.platform.os}/${one.platform.architecture}`] : [],
    );
    expect(new Set(platforms).size).toBeGreaterThanOrEqual(6);
  });
});
