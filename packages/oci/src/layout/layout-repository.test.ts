import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rawManifest } from '../manifest.ts';
import { mediaTypes } from '../media-types.ts';
import { LayoutRepository } from './layout-repository.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'layout-'));
});

afterEach(() => rm(directory, { recursive: true }));

const image = rawManifest(mediaTypes.ociIndex, { schemaVersion: 2, manifests: [] });

/** A layout as another tool leaves it. */
async function foreign(entries: object[], bytes: Uint8Array = image.bytes): Promise<LayoutRepository> {
  await mkdir(join(directory, 'blobs/sha256'), { recursive: true });
  const [, hex = ''] = image.descriptor.digest.split(':');
  await writeFile(join(directory, 'blobs/sha256', hex), bytes);
  await writeFile(join(directory, 'oci-layout'), '{"imageLayoutVersion": "1.0.0"}');
  await writeFile(join(directory, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: entries }));
  return new LayoutRepository(directory);
}

const named = (name: string) => ({
  ...image.descriptor,
  annotations: { 'org.opencontainers.image.ref.name': name },
});

describe('layouts of other tools', () => {
  it.each([
    ['a tag', named('1.0'), '1.0'],
    ['a full reference', named('localhost:5000/acme/app:1.0'), '1.0'],
    ['no name at all', image.descriptor, 'latest'],
  ])('are read by %s', async (_, entry, tag) => {
    const layout = await foreign([entry]);
    expect(await layout.resolve(tag)).toEqual(image.descriptor);
    expect((await layout.manifest(tag)).descriptor).toEqual(image.descriptor);
  });

  it('with several images have none for a name that none has', async () => {
    const layout = await foreign([image.descriptor, named('1.0')]);
    expect(await layout.resolve('latest')).toBeUndefined();
    expect(await layout.tags()).toEqual(['1.0']);
  });

  it('keep what else is in index.json', async () => {
    const layout = await foreign([named('old')]);
    const other = rawManifest(mediaTypes.ociIndex, {
      schemaVersion: 2,
      manifests: [],
      annotations: { a: 'b' },
    });
    await layout.pushManifest(other, 'new');
    expect((await layout.tags()).sort()).toEqual(['new', 'old']);
  });

  it('never give wrong bytes', async () => {
    const layout = await foreign([named('1.0')], Buffer.from(image.bytes).fill(' '));
    await expect(layout.manifest('1.0')).rejects.toMatchObject({ code: 'MIRROR_DIGEST_MISMATCH' });
  });

  it('are refused when index.json is something else', async () => {
    const layout = await foreign([]);
    await writeFile(join(directory, 'index.json'), '{');
    await expect(layout.tags()).rejects.toMatchObject({ code: 'MIRROR_LAYOUT_INVALID' });
  });
});

describe('writing', () => {
  it('leaves a valid layout and nothing else', async () => {
    const layout = new LayoutRepository(directory);
    await layout.pushManifest(image, '1.0');
    expect((await readdir(directory)).sort()).toEqual(['blobs', 'index.json', 'oci-layout']);
    expect(JSON.parse(await readFile(join(directory, 'index.json'), 'utf8'))).toEqual({
      schemaVersion: 2,
      mediaType: mediaTypes.ociIndex,
      manifests: [named('1.0')],
    });
  });

  it('loses no tag when many are written at once, by several objects', async () => {
    const tags = Array.from({ length: 20 }, (_, number) => `tag-${number}`);
    await Promise.all(tags.map((tag) => new LayoutRepository(directory).pushManifest(image, tag)));
    expect((await new LayoutRepository(directory).tags()).sort()).toEqual(tags.sort());
  });

  it('keeps every tag of a digest when referrers come and go', async () => {
    const layout = new LayoutRepository(directory);
    for (const tag of ['1.0', 'latest']) await layout.pushManifest(image, tag);
    const referrer = rawManifest(mediaTypes.ociManifest, {
      schemaVersion: 2,
      mediaType: mediaTypes.ociManifest,
      artifactType: 'application/x.test',
      config: { mediaType: mediaTypes.empty, digest: image.descriptor.digest, size: 2 },
      layers: [],
      subject: image.descriptor,
    });
    await layout.pushReferrers(image.descriptor, [referrer]);
    expect((await layout.tags()).sort()).toEqual(['1.0', 'latest']);
    await layout.pushReferrers(image.descriptor, [], [referrer.descriptor.digest]);
    expect((await layout.tags()).sort()).toEqual(['1.0', 'latest']);
    expect(await layout.referrers(image.descriptor.digest)).toEqual([]);
  });

  it('leaves nothing of a blob that broke off', async () => {
    const layout = new LayoutRepository(directory);
    const broken = () =>
      Promise.resolve(
        (async function* () {
          yield Buffer.from('some');
          throw new Error('the source broke');
        })(),
      );
    const blob = { mediaType: 'x', digest: `sha256:${'a'.repeat(64)}`, size: 100 };
    await expect(layout.pushBlob(blob, broken)).rejects.toThrow('the source broke');
    expect(await readdir(join(directory, 'blobs/sha256'))).toEqual([]);
    expect((await readdir(directory)).filter((name) => name.startsWith('.'))).toEqual([]);
  });
});
