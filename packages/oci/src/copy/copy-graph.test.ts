import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OciClient } from '../client.ts';
import type { Descriptor } from '../descriptor.ts';
import { sha256Digest } from '../digest.ts';
import { LayoutRepository } from '../layout/layout-repository.ts';
import { type RawManifest, rawManifest } from '../manifest.ts';
import { mediaTypes } from '../media-types.ts';
import { parseRepository } from '../reference.ts';
import { RegistryStub } from '../registry-stub.fixture.ts';
import type { Repository } from '../repository.ts';
import { streamOf } from '../stream.ts';
import { BlobLedger } from './blob-ledger.ts';
import { copyGraph } from './copy-graph.ts';

let source: RegistryStub;
let destination: RegistryStub;
let client: OciClient;

beforeEach(async () => {
  source = await new RegistryStub().start();
  destination = await new RegistryStub({ mounts: true }).start();
  client = new OciClient({ credentials: () => Promise.resolve(undefined), retry: { baseDelay: 1 } });
});

afterEach(async () => {
  await client.close();
  await source.stop();
  await destination.stop();
});

const at = (stub: RegistryStub, path: string) => client.repository(parseRepository(`${stub.host}/${path}`));

async function putBlob(to: Repository, text: string, mediaType: string): Promise<Descriptor> {
  const bytes = Buffer.from(text);
  const descriptor = { mediaType, digest: sha256Digest(bytes), size: bytes.length };
  await to.pushBlob(descriptor, () => Promise.resolve(streamOf(bytes)));
  return descriptor;
}

async function putImage(to: Repository, name: string): Promise<RawManifest> {
  const config = await putBlob(to, JSON.stringify({ name }), mediaTypes.ociConfig);
  const shared = await putBlob(to, 'shared layer', mediaTypes.ociLayerGzip);
  const own = await putBlob(to, `layer of ${name}`, mediaTypes.ociLayerGzip);
  const foreign = {
    mediaType: 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip',
    digest: sha256Digest(Buffer.from('elsewhere')),
    size: 9,
    urls: ['https://example.com/layer'],
  };
  const raw = rawManifest(mediaTypes.ociManifest, {
    schemaVersion: 2,
    config,
    layers: [shared, own, shared, foreign],
  });
  await to.pushManifest(raw);
  return raw;
}

async function putIndex(to: Repository, children: RawManifest[]): Promise<RawManifest> {
  const manifests = children.map(({ descriptor }) => descriptor);
  const raw = rawManifest(mediaTypes.ociIndex, {
    schemaVersion: 2,
    mediaType: mediaTypes.ociIndex,
    manifests,
  });
  await to.pushManifest(raw);
  return raw;
}

async function nestedIndex(): Promise<RawManifest> {
  const from = at(source, 'up');
  const [one, two] = [await putImage(from, 'one'), await putImage(from, 'two')];
  const inner = await putIndex(from, [one, two]);
  const root = await putIndex(from, [inner, one]);
  source.log.length = 0;
  return root;
}

describe('copyGraph', () => {
  it('copies a nested index bit for bit, each blob and manifest once, children first', async () => {
    const root = await nestedIndex();
    const result = await copyGraph({
      from: at(source, 'up'),
      to: at(destination, 'app'),
      root: root.descriptor,
    });
    expect(result).toMatchObject({ present: false, blobsCopied: 5, blobsMounted: 0, blobsPresent: 0 });
    expect(result.manifests).toHaveLength(4);
    expect(result.manifests.at(-1)).toEqual(root.descriptor);
    expect(source.count(/^GET .*blobs/)).toBe(5);
    expect(source.count(/^GET .*manifests/)).toBe(4);
    for (const [key, { bytes }] of source.manifests) {
      expect(destination.manifests.get(key.replace('up ', 'app '))?.bytes).toEqual(bytes);
    }
    const puts = destination.log.filter((line) => line.startsWith('PUT'));
    expect(puts.at(-1)).toContain(root.descriptor.digest);
    expect(destination.log.some((line) => line.includes('latest'))).toBe(false);
  });

  it('leaves layers where their manifest says they are, and copies those of such a type that name no place', async () => {
    const from = at(source, 'up');
    const config = await putBlob(from, '{}', mediaTypes.ociConfig);
    const types = [
      'application/vnd.oci.image.layer.nondistributable.v1.tar+gzip',
      'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip',
    ];
    const here = await Promise.all(types.map((type) => putBlob(from, `here ${type}`, type)));
    const elsewhere = types.map((mediaType) => ({
      mediaType,
      digest: sha256Digest(Buffer.from(`elsewhere ${mediaType}`)),
      size: 9,
      urls: ['https://example.com/layer'],
    }));
    const root = rawManifest(mediaTypes.ociManifest, {
      schemaVersion: 2,
      config,
      layers: [...here, ...elsewhere],
    });
    await from.pushManifest(root);
    const result = await copyGraph({ from, to: at(destination, 'app'), root: root.descriptor });
    expect(result.blobsCopied).toBe(3);
    for (const { digest } of here) expect(destination.blobs.has(`app ${digest}`)).toBe(true);
  });

  it('reads nothing from the source when the root is there', async () => {
    const root = await nestedIndex();
    const options = { from: at(source, 'up'), to: at(destination, 'app'), root: root.descriptor };
    await copyGraph(options);
    source.log.length = 0;
    destination.log.length = 0;
    expect(await copyGraph(options)).toMatchObject({ present: true, manifests: [] });
    expect([source.log.length, destination.log.length]).toEqual([0, 1]);
  });

  it.each([
    ['mounted', true],
    ['read from the destination where a mount is declined', false],
  ])('blobs of two images at the same time are read once and %s', async (_, mounts) => {
    destination.behaviour.mounts = mounts;
    const root = await nestedIndex();
    const ledger = new BlobLedger();
    const results = await Promise.all(
      ['a', 'b', 'c'].map((path) =>
        copyGraph({ from: at(source, 'up'), to: at(destination, path), root: root.descriptor, ledger }),
      ),
    );
    expect(source.count(/^GET .*blobs/)).toBe(5);
    expect(results.reduce((sum, { blobsMounted }) => sum + blobsMounted, 0)).toBe(mounts ? 10 : 0);
    for (const path of ['a', 'b', 'c']) {
      expect([...destination.blobs.keys()].filter((key) => key.startsWith(`${path} `))).toHaveLength(5);
    }
  });

  it('takes a root that exists nowhere yet', async () => {
    const root = await nestedIndex();
    const only = rawManifest(mediaTypes.ociIndex, { schemaVersion: 2, manifests: [root.descriptor] });
    await copyGraph({ from: at(source, 'up'), to: at(destination, 'app'), root: only });
    expect(destination.manifests.has(`app ${only.descriptor.digest}`)).toBe(true);
    expect(source.count(new RegExp(only.descriptor.digest))).toBe(0);
  });

  it('keeps what passes in the spool, without a second fetch', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'spool-'));
    try {
      const spool = new LayoutRepository(directory);
      const root = await nestedIndex();
      await copyGraph({ from: at(source, 'up'), to: at(destination, 'app'), root: root.descriptor, spool });
      expect(source.count(/^GET .*blobs/)).toBe(5);
      for (const key of source.blobs.keys()) {
        const digest = key.split(' ')[1] ?? '';
        const size = source.blobs.get(key)?.length ?? 0;
        expect(await spool.hasBlob({ mediaType: '', digest, size })).toBe(true);
      }
      expect((await spool.manifest(root.descriptor.digest)).descriptor).toEqual(root.descriptor);
      // From the spool, as a layout, the whole image can be copied on.
      const result = await copyGraph({ from: spool, to: at(destination, 'again'), root: root.descriptor });
      expect(result.blobsCopied).toBe(5);
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  it('looks for no blob in a repository that the registry does not know', async () => {
    const root = await nestedIndex();
    const to = at(destination, 'new');
    await expect(to.tags()).rejects.toMatchObject({ code: 'MIRROR_REPOSITORY_UNKNOWN' });
    const first = await copyGraph({ from: at(source, 'up'), to, root: root.descriptor });
    expect([first.present, first.blobsCopied, destination.count(/^HEAD .*blobs/)]).toEqual([false, 5, 0]);
    const again = await copyGraph({ from: at(source, 'up'), to, root: root.descriptor });
    expect(again.present).toBe(true);
  });

  it('finds what an interrupted copy left in a repository without tags, which some registries call unknown', async () => {
    const root = await nestedIndex();
    const interrupted = at(destination, 'app');
    await copyGraph({ from: at(source, 'up'), to: interrupted, root: root.descriptor, leaveRoot: true });
    expect(destination.manifests.has(`app ${root.descriptor.digest}`)).toBe(false);
    destination.behaviour.intercept = (request, response) => {
      if (request.url?.includes('/tags/list') !== true) return false;
      response.writeHead(404, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ errors: [{ code: 'NAME_UNKNOWN' }] }));
      return true;
    };
    await client.close();
    client = new OciClient({ credentials: () => Promise.resolve(undefined), retry: { baseDelay: 1 } });
    const to = at(destination, 'app');
    await expect(to.tags()).rejects.toMatchObject({ code: 'MIRROR_REPOSITORY_UNKNOWN' });
    const again = await copyGraph({ from: at(source, 'up'), to, root: root.descriptor });
    expect([again.present, again.blobsCopied]).toEqual([false, 0]);
  });

  it('puts no index above a child that fails, and names the side', async () => {
    const root = await nestedIndex();
    const [broken] = [...source.blobs.keys()];
    source.blobs.set(broken ?? '', Buffer.from('other bytes!'));
    const copy = copyGraph({ from: at(source, 'up'), to: at(destination, 'app'), root: root.descriptor });
    await expect(copy).rejects.toMatchObject({
      code: expect.stringMatching(/MISMATCH/),
      place: { side: 'source' },
    });
    expect(destination.manifests.has(`app ${root.descriptor.digest}`)).toBe(false);
  });

  it('lets another copy bring what one failed to bring', async () => {
    const root = await nestedIndex();
    const ledger = new BlobLedger();
    destination.behaviour.intercept = (request, response) => {
      if (request.method !== 'PUT' || request.url?.includes('/bad/') !== true) return false;
      response.writeHead(403).end();
      return true;
    };
    const from = at(source, 'up');
    const [bad, good] = await Promise.allSettled([
      copyGraph({ from, to: at(destination, 'bad'), root: root.descriptor, ledger }),
      copyGraph({ from, to: at(destination, 'good'), root: root.descriptor, ledger }),
    ]);
    expect(bad).toMatchObject({ reason: { code: 'MIRROR_DENIED', place: { side: 'destination' } } });
    expect(good.status).toBe('fulfilled');
  });

  it('stops when it is told to', async () => {
    const root = await nestedIndex();
    const controller = new AbortController();
    const copy = copyGraph({
      from: at(source, 'up'),
      to: at(destination, 'app'),
      root: root.descriptor,
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(copy).rejects.toMatchObject({ code: 'MIRROR_INTERRUPTED' });
    expect(destination.manifests.size).toBe(0);
  });

  it('does not follow indexes without end', async () => {
    const from = at(source, 'up');
    let root = await putImage(from, 'one');
    for (let depth = 0; depth < 10; depth += 1) root = await putIndex(from, [root]);
    const copy = copyGraph({ from, to: at(destination, 'app'), root: root.descriptor });
    await expect(copy).rejects.toMatchObject({ code: 'MIRROR_MANIFEST_INVALID' });
  });
});
