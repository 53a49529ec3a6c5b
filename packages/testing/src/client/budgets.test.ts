import { BlobLedger, copyGraph } from '@multiarch-mirror/oci';
import { afterEach, describe, expect, it } from 'vitest';
import { blobOf } from '../image/blob.ts';
import { buildImage } from '../image/image.ts';
import { buildIndex } from '../image/image-index.ts';
import { pushImage } from '../image/push-image.ts';
import { randomLayer } from '../image/random-layer.ts';
import { createLab, linesOf, repositoryIn, tally } from './client-lab.fixture.ts';

// Requests are counted where they arrive: at the registry.
const lab = createLab();
afterEach(() => lab.close());

const user = { username: 'somebody', password: 'a secret of the tests' };
const platforms = ['amd64', 'arm64'].map((architecture) => ({ os: 'linux', architecture }));

/** Images that share their lowest layer, each with a layer and configurations of its own. */
async function familyOf(count: number) {
  const shared = await randomLayer(200_000, 'shared');
  return await Promise.all(
    Array.from({ length: count }, async (_, number) =>
      buildIndex(
        await Promise.all(
          platforms.map((platform) =>
            buildImage({
              platform,
              layers: [shared],
              files: { number: `${number} ${platform.architecture}` },
            }),
          ),
        ),
      ),
    ),
  );
}

describe('at the destination', () => {
  it('a blob that is new costs at most three requests, and one that is there at most one', async () => {
    const registry = await lab.registry();
    const blob = blobOf('application/octet-stream', 'some content');
    for (const [what, limit] of [
      ['copied', 3],
      ['present', 1],
    ] as const) {
      registry.resetRequests();
      const repository = repositoryIn(lab.client(), registry, 'app', true);
      expect(await repository.pushBlob(blob.descriptor, blob.open)).toBe(what);
      expect(registry.requests.length).toBeLessThanOrEqual(limit);
    }
  });

  it('a blob that is mounted costs one request', async () => {
    const registry = await lab.registry();
    const blob = blobOf('application/octet-stream', 'some content');
    const client = lab.client();
    const sibling = repositoryIn(client, registry, 'sibling', true);
    await sibling.pushBlob(blob.descriptor, blob.open);
    registry.resetRequests();
    expect(await repositoryIn(client, registry, 'app', true).mountBlob(blob.descriptor, sibling.name)).toBe(
      true,
    );
    expect(linesOf(registry.requests)).toEqual(['POST upload']);
  });

  it('a declined mount is no loss: its upload is used, three requests at most in all', async () => {
    const registry = await lab.registry({ mounts: false });
    const blob = blobOf('application/octet-stream', 'some content');
    const client = lab.client();
    const sibling = repositoryIn(client, registry, 'sibling', true);
    await sibling.pushBlob(blob.descriptor, blob.open);
    registry.resetRequests();
    const repository = repositoryIn(client, registry, 'app', true);
    expect(await repository.mountBlob(blob.descriptor, sibling.name)).toBe(false);
    expect(await repository.pushBlob(blob.descriptor, blob.open)).toBe('copied');
    expect(registry.requests.length).toBeLessThanOrEqual(3);
    expect(tally(linesOf(registry.requests))['POST upload']).toBe(1);
  });

  it('a manifest costs one request, tagged or not', async () => {
    const registry = await lab.registry({ sparseManifests: true });
    const [index] = await familyOf(1);
    if (index === undefined) throw new Error('one image');
    const repository = repositoryIn(lab.client(), registry, 'app', true);
    await repository.pushManifest(index.manifest);
    await repository.pushManifest(index.manifest, 'v1');
    expect(linesOf(registry.requests)).toEqual(['PUT manifest', 'PUT manifest']);
  });
});

describe('tokens', () => {
  it.each(['reading', 'writing'])('one for a host and scope, however many wait for it: %s', async (what) => {
    const registry = await lab.registry({ auth: { ...user, kind: 'token' } });
    const client = lab.client({ registries: { [registry.host]: { auth: user } } });
    const repository = repositoryIn(client, registry, 'app', what === 'writing');
    const blobs = Array.from({ length: 20 }, (_, number) => blobOf('text/plain', `content ${number}`));
    await Promise.all(
      blobs.map(({ descriptor, open }) =>
        what === 'writing' ? repository.pushBlob(descriptor, open) : repository.hasBlob(descriptor),
      ),
    );
    expect(registry.requests.filter(({ kind }) => kind === 'token')).toHaveLength(1);
  });

  it('one for each repository that is copied from and to, in a run of many images', async () => {
    const source = await lab.registry({ auth: { ...user, kind: 'token' } });
    const destination = await lab.registry({ auth: { ...user, kind: 'token' } });
    const auth = { auth: user };
    const options = { registries: { [source.host]: auth, [destination.host]: auth } };
    const images = await familyOf(4);
    const upstream = repositoryIn(lab.client(options), source, 'app', true);
    for (const image of images) await pushImage(upstream, image);
    source.resetRequests();
    const client = lab.client(options);
    const ledger = new BlobLedger();
    await Promise.all(
      images.map((image) =>
        copyGraph({
          from: repositoryIn(client, source, 'app'),
          to: repositoryIn(client, destination, 'copy', true),
          root: image.manifest.descriptor,
          ledger,
        }),
      ),
    );
    for (const { requests } of [source, destination])
      expect(requests.filter(({ kind }) => kind === 'token')).toHaveLength(1);
  });
});

describe('upstream', () => {
  it.each([
    ['one repository', () => 'copy'],
    ['a repository for each', (number: number) => `copy-${number}`],
  ])(
    'each distinct blob is read once by images that are copied at the same time into %s',
    async (_, nameOf) => {
      const source = await lab.registry();
      const destination = await lab.registry();
      const images = await familyOf(6);
      const upstream = repositoryIn(lab.client(), source, 'app', true);
      for (const image of images) await pushImage(upstream, image);
      source.resetRequests();
      const client = lab.client();
      const ledger = new BlobLedger();
      await Promise.all(
        images.map((image, number) =>
          copyGraph({
            from: repositoryIn(client, source, 'app'),
            to: repositoryIn(client, destination, nameOf(number), true),
            root: image.manifest.descriptor,
            ledger,
          }),
        ),
      );
      const read = source.requests.filter(({ method, kind }) => method === 'GET' && kind === 'blob');
      const distinct = new Set(read.map(({ reference }) => reference));
      expect(distinct.size).toBe(1 + images.length * 2 * 2);
      expect(read).toHaveLength(distinct.size);
      // Manifests too: each once.
      const manifests = source.requests.filter(({ kind }) => kind === 'manifest');
      expect(manifests).toHaveLength(images.length * 3);
    },
  );

  it('nothing is read for an image that the destination has, at the cost of one HEAD there', async () => {
    const source = await lab.registry();
    const destination = await lab.registry();
    const [image] = await familyOf(1);
    if (image === undefined) throw new Error('one image');
    await pushImage(repositoryIn(lab.client(), source, 'app', true), image);
    for (const round of ['first', 'second']) {
      source.resetRequests();
      destination.resetRequests();
      const client = lab.client();
      const result = await copyGraph({
        from: repositoryIn(client, source, 'app'),
        to: repositoryIn(client, destination, 'copy', true),
        root: image.manifest.descriptor,
      });
      expect(result.present).toBe(round === 'second');
    }
    expect(source.requests).toEqual([]);
    expect(linesOf(destination.requests)).toEqual(['HEAD manifest']);
  });

  it('small images cost at most 34 requests each, on both sides together', async () => {
    const source = await lab.registry();
    const destination = await lab.registry();
    const images = await familyOf(10);
    const upstream = repositoryIn(lab.client(), source, 'app', true);
    for (const image of images) await pushImage(upstream, image);
    source.resetRequests();
    const client = lab.client();
    for (const image of images) {
      await copyGraph({
        from: repositoryIn(client, source, 'app'),
        to: repositoryIn(client, destination, 'copy', true),
        root: image.manifest.descriptor,
      });
    }
    expect((source.requests.length + destination.requests.length) / images.length).toBeLessThanOrEqual(34);
  });
});
