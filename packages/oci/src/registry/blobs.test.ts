import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { copyGraph } from '../copy/copy-graph.ts';
import type { Descriptor } from '../descriptor.ts';
import { sha256Digest } from '../digest.ts';
import { LayoutRepository } from '../layout/layout-repository.ts';
import { parseImageManifest, rawManifest } from '../manifest.ts';
import { mediaTypes } from '../media-types.ts';
import { parseRepository } from '../reference.ts';
import type { RepositoryReader } from '../repository.ts';
import { collect } from '../stream.ts';
import { closeAll, makeClient, startStub } from '../stub-client.fixture.ts';

const directories: string[] = [];
afterEach(async () => {
  await closeAll();
  for (const directory of directories.splice(0)) await rm(directory, { recursive: true });
});

const bytes = Buffer.from('{"content":"of a config"}');
const plain: Descriptor = {
  mediaType: mediaTypes.ociConfig,
  digest: sha256Digest(bytes),
  size: bytes.length,
};
const embedded = { ...plain, data: bytes.toString('base64') };
const read = async (reader: RepositoryReader, descriptor: Descriptor) =>
  Buffer.from(await collect(await reader.blob(descriptor), 1000)).toString();

async function registry() {
  const stub = await startStub();
  return { stub, repository: makeClient().repository(parseRepository(`${stub.host}/app`)) };
}

async function layout(): Promise<LayoutRepository> {
  const directory = await mkdtemp(join(tmpdir(), 'layout-'));
  directories.push(directory);
  return new LayoutRepository(directory);
}

describe('a blob that its descriptor carries', () => {
  it('costs no request', async () => {
    const { stub, repository } = await registry();
    expect(await read(repository, embedded)).toBe(bytes.toString());
    expect(stub.log).toEqual([]);
  });

  it('is read from a layout that does not have it', async () => {
    expect(await read(await layout(), embedded)).toBe(bytes.toString());
  });

  it.each<[where: string, open: () => Promise<RepositoryReader>]>([
    ['a registry', async () => (await registry()).repository],
    ['a layout', layout],
  ])('is never given when it is not what the descriptor says, in %s', async (_, open) => {
    const wrong = { ...plain, data: Buffer.from('{"content":"of another"}!').toString('base64') };
    await expect(read(await open(), wrong)).rejects.toMatchObject({ code: 'MIRROR_DIGEST_MISMATCH' });
  });

  it('is read from the registry when it cannot be it by its length', async () => {
    const { stub, repository } = await registry();
    stub.blobs.set(`app ${plain.digest}`, bytes);
    expect(await read(repository, { ...plain, data: 'e30=' })).toBe(bytes.toString());
    expect(stub.count(/^GET/)).toBe(1);
  });

  it('is put where an image is copied to, without a look at the source, and stays in the manifest', async () => {
    const source = await registry();
    const destination = await registry();
    const raw = rawManifest(mediaTypes.ociManifest, { schemaVersion: 2, config: embedded, layers: [] });
    await source.repository.pushManifest(raw, '1');
    source.stub.log.length = 0;
    await copyGraph({ from: source.repository, to: destination.repository, root: raw.descriptor });
    expect(source.stub.count(/blobs/)).toBe(0);
    expect(destination.stub.blobs.get(`app ${plain.digest}`)).toEqual(bytes);
    const copied = await destination.repository.manifest(raw.descriptor.digest);
    expect(parseImageManifest(copied).config.data).toBe(embedded.data);
  });
});
