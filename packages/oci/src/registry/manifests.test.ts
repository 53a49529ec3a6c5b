import { afterEach, describe, expect, it } from 'vitest';
import { sha256Digest } from '../digest.ts';
import { manifestLimit, rawManifest } from '../manifest.ts';
import { mediaTypes } from '../media-types.ts';
import { parseRepository } from '../reference.ts';
import { closeAll, makeClient, startStub } from '../stub-client.fixture.ts';

afterEach(closeAll);

async function registry() {
  const stub = await startStub();
  return { stub, repository: makeClient().repository(parseRepository(`${stub.host}/app`)) };
}

const layer = { mediaType: mediaTypes.ociLayerGzip, digest: sha256Digest(Buffer.from('l')), size: 1 };

describe('a manifest', () => {
  it.each([
    ['an image of OCI', mediaTypes.ociManifest, { schemaVersion: 2, config: layer, layers: [layer] }],
    ['an image of Docker', mediaTypes.dockerManifest, { schemaVersion: 2, config: layer, layers: [layer] }],
    ['an index of OCI', mediaTypes.ociIndex, { schemaVersion: 2, manifests: [layer] }],
    ['a list of Docker', mediaTypes.dockerList, { schemaVersion: 2, manifests: [layer] }],
    ['an artifact', mediaTypes.ociArtifact, { mediaType: mediaTypes.ociArtifact, blobs: [layer] }],
  ])('of each type is asked for and read: %s', async (_, mediaType, content) => {
    const accepted: (string | undefined)[] = [];
    const { stub, repository } = await registry();
    stub.behaviour.intercept = ({ method, headers }) => {
      if (method !== 'PUT') accepted.push(headers.accept);
      return false;
    };
    const raw = rawManifest(mediaType, content);
    await repository.pushManifest(raw, '1');
    expect(await repository.resolve('1')).toEqual(raw.descriptor);
    expect((await repository.manifest('1')).descriptor).toEqual(raw.descriptor);
    for (const header of accepted) expect(header?.split(', ')).toContain(mediaType);
  });

  // What the registry names is the digest of what was signed, not of what it sends.
  it.each([
    ['signed', 'application/vnd.docker.distribution.manifest.v1+prettyjws', layer.digest],
    ['of its own type', 'application/vnd.docker.distribution.manifest.v1+json', layer.digest],
    ['of no type', 'application/json', undefined],
  ])('of schema 1 is refused by its name, %s', async (_, type, digest) => {
    const { stub, repository } = await registry();
    const old = { schemaVersion: 1, name: 'app', tag: '1', fsLayers: [], history: [], signatures: [] };
    stub.behaviour.intercept = (request, response) => {
      const named = digest === undefined ? {} : { 'docker-content-digest': digest };
      response.writeHead(200, { 'content-type': type, ...named });
      response.end(request.method === 'HEAD' ? undefined : JSON.stringify(old));
      return true;
    };
    for (const ask of [() => repository.resolve('1'), () => repository.manifest('1')])
      await expect(ask()).rejects.toMatchObject({
        code: 'MIRROR_MANIFEST_UNSUPPORTED',
        hint: expect.stringContaining('newer'),
        place: { reference: `${stub.host}/app:1` },
      });
  });

  it('of 4 MiB is read, and one byte more is not', async () => {
    const { stub, repository } = await registry();
    const sized = (size: number): Buffer => {
      const text = JSON.stringify({ schemaVersion: 2, manifests: [], annotations: { filling: '' } });
      return Buffer.from(text.replace('""', `"${'x'.repeat(size - text.length)}"`));
    };
    const type = mediaTypes.ociIndex;
    for (const [tag, size] of [
      ['most', manifestLimit],
      ['more', manifestLimit + 1],
    ] as const)
      stub.manifests.set(`app ${tag}`, { type, bytes: sized(size) });
    expect((await repository.manifest('most')).bytes).toHaveLength(manifestLimit);
    await expect(repository.manifest('more')).rejects.toMatchObject({ code: 'MIRROR_MANIFEST_TOO_LARGE' });
  });

  it.each([
    ['does not know HEAD', 405, {}],
    ['gives no digest', 200, { 'content-type': mediaTypes.ociIndex, 'content-length': '9' }],
    ['gives no length', 200, { 'content-type': mediaTypes.ociIndex, 'docker-content-digest': layer.digest }],
    ['gives the type of a page', 200, { 'content-type': 'text/html', 'content-length': '9' }],
  ])('is asked for by GET where the registry %s', async (_, status, headers) => {
    const { stub, repository } = await registry();
    const raw = rawManifest(mediaTypes.ociIndex, { schemaVersion: 2, manifests: [] });
    await repository.pushManifest(raw, '1');
    stub.log.length = 0;
    stub.behaviour.intercept = (request, response) => {
      if (request.method !== 'HEAD') return false;
      response.writeHead(status, headers).end();
      return true;
    };
    expect(await repository.resolve('1')).toEqual(raw.descriptor);
    expect(stub.log.map((line) => line.split(' ')[0])).toEqual(['HEAD', 'GET']);
  });
});
