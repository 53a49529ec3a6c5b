import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import type { LayerCompression } from './image-format.ts';
import { fileLayer, type Layer, tarLayer } from './layer.ts';
import { randomLayer } from './random-layer.ts';
import { tarOf } from './tar.ts';

const directory = await mkdtemp(join(tmpdir(), 'layer-'));
afterAll(async () => await rm(directory, { recursive: true }));

const files = { 'etc/name': 'value', 'bin/tool': Buffer.from([1, 2, 3]) };
const time = new Date('2024-01-01T00:00:00Z');

function sha256(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** Reads the blob twice, as a repeated push does, and checks all that the layer says of it. */
async function checked(layer: Layer, compression: LayerCompression): Promise<Buffer> {
  const bytes = await buffer(await layer.open());
  expect((await buffer(await layer.open())).equals(bytes)).toBe(true);
  expect([layer.descriptor.digest, layer.descriptor.size]).toEqual([sha256(bytes), bytes.length]);
  const tar = compression === 'gzip' ? gunzipSync(bytes) : bytes;
  expect(layer.diffId).toBe(sha256(tar));
  expect(layer.descriptor.mediaType).toBe(
    `application/vnd.oci.image.layer.v1.tar${compression === 'gzip' ? '+gzip' : ''}`,
  );
  return tar;
}

const both: LayerCompression[] = ['gzip', 'none'];
describe.each(both)('layers, compression: %s', (compression) => {
  it('of files are what they say, and the same for the same files in any order', async () => {
    const layer = await fileLayer(files, { compression });
    await checked(layer, compression);
    const reversed = Object.fromEntries(Object.entries(files).reverse());
    expect((await fileLayer(reversed, { compression })).descriptor).toEqual(layer.descriptor);
    const later = await fileLayer(files, { compression, createdAt: '2025-01-01T00:00:00Z' });
    expect(later.descriptor.digest).not.toBe(layer.descriptor.digest);
  });

  it('of a tar on disk hold that tar', async () => {
    const path = join(directory, 'rootfs.tar');
    const tar = await buffer(tarOf(files, time));
    await writeFile(path, tar);
    const made = join(directory, compression);
    expect(await checked(await tarLayer(path, { compression, directory: made }), compression)).toEqual(tar);
    if (compression === 'gzip') expect(await readdir(made)).toHaveLength(1);
  });

  it('of random bytes depend on size and seed alone', async () => {
    const layer = await randomLayer(2_500_000, 'seed', { compression });
    await checked(layer, compression);
    const digestOf = async (size: number, seed: string) =>
      (await randomLayer(size, seed, { compression })).descriptor.digest;
    expect(await digestOf(2_500_000, 'seed')).toBe(layer.descriptor.digest);
    expect(await digestOf(2_500_000, 'other')).not.toBe(layer.descriptor.digest);
    expect(await digestOf(2_500_001, 'seed')).not.toBe(layer.descriptor.digest);
  });
});
