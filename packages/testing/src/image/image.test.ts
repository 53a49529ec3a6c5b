import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer, json } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { buildArtifact } from './artifact.ts';
import { type BuiltImage, buildImage, imageFromTar } from './image.ts';
import { buildIndex } from './image-index.ts';
import { tarOf } from './tar.ts';

const platform = { os: 'linux', architecture: 'arm', variant: 'v7' };
const amd64 = { os: 'linux', architecture: 'amd64' };
const parse = (bytes: Uint8Array): unknown => JSON.parse(Buffer.from(bytes).toString());

async function configOf(image: BuiltImage): Promise<unknown> {
  return await json(await image.config.open());
}

describe('buildImage', () => {
  it.each([
    ['oci', 'application/vnd.oci.image.manifest.v1+json'],
    ['docker', 'application/vnd.docker.distribution.manifest.v2+json'],
  ] as const)('writes manifest and configuration: %s', async (format, mediaType) => {
    const image = await buildImage({ platform, format, files: { a: 'x' }, runtime: { Cmd: ['/a'] } });
    expect(image.manifest.descriptor.mediaType).toBe(mediaType);
    expect(parse(image.manifest.bytes)).toEqual({
      schemaVersion: 2,
      mediaType,
      config: image.config.descriptor,
      layers: image.layers.map(({ descriptor }) => descriptor),
    });
    expect(await configOf(image)).toMatchObject({
      ...platform,
      config: { Cmd: ['/a'] },
      rootfs: { type: 'layers', diff_ids: image.layers.map(({ diffId }) => diffId) },
    });
    const again = await buildImage({ platform, format, files: { a: 'x' }, runtime: { Cmd: ['/a'] } });
    expect(again.manifest).toEqual(image.manifest);
  });

  it('takes a root file system from a tar', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'image-'));
    const tar = join(directory, 'rootfs.tar');
    await writeFile(tar, await buffer(tarOf({ 'etc/name': 'value' }, new Date('2024-01-01T00:00:00Z'))));
    const image = await imageFromTar({ platform, tar, directory });
    const built = await buildImage({ platform, files: { 'etc/name': 'value' } });
    expect(image.layers.map(({ diffId }) => diffId)).toEqual(built.layers.map(({ diffId }) => diffId));
    await rm(directory, { recursive: true });
  });
});

describe('buildIndex', () => {
  it('names members by platform, nested indexes without one', async () => {
    const image = await buildImage({ platform: amd64, files: { a: 'x' } });
    const nested = buildIndex([await buildImage({ platform, files: { a: 'y' } })], { format: 'docker' });
    const index = buildIndex([image, nested], { annotations: { note: 'n' } });
    expect(parse(index.manifest.bytes)).toEqual({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.index.v1+json',
      manifests: [{ ...image.manifest.descriptor, platform: amd64 }, nested.manifest.descriptor],
      annotations: { note: 'n' },
    });
  });

  it('adds attestation manifests like those of BuildKit', async () => {
    const image = await buildImage({ platform: amd64, files: { a: 'x' } });
    const index = buildIndex([image], { attestations: true });
    expect(index.members).toHaveLength(2);
    expect(parse(index.manifest.bytes)).toMatchObject({
      manifests: [
        image.manifest.descriptor,
        {
          platform: { os: 'unknown', architecture: 'unknown' },
          annotations: {
            'vnd.docker.reference.digest': image.manifest.descriptor.digest,
            'vnd.docker.reference.type': 'attestation-manifest',
          },
        },
      ],
    });
  });
});

describe('buildArtifact', () => {
  it('refers to its subject', async () => {
    const { descriptor: subject } = (await buildImage({ platform, files: {} })).manifest;
    const artifact = buildArtifact({ artifactType: 'application/x.test', subject });
    expect(parse(artifact.manifest.bytes)).toMatchObject({
      artifactType: 'application/x.test',
      config: { mediaType: 'application/vnd.oci.empty.v1+json', size: 2 },
      subject,
    });
  });
});
