import { afterEach, describe, expect, it } from 'vitest';
import { digestOf } from '../digest.ts';
import { manifestLimit, type RawManifest, rawManifest } from '../manifest.ts';
import { mediaTypes } from '../media-types.ts';
import { parseRepository } from '../reference.ts';
import type { StubBehaviour } from '../registry-stub.fixture.ts';
import { closeAll, makeClient, startStub } from '../stub-client.fixture.ts';

afterEach(closeAll);

const image = rawManifest(mediaTypes.ociIndex, { schemaVersion: 2, manifests: [] });
const strong: RawManifest = {
  bytes: image.bytes,
  descriptor: { ...image.descriptor, digest: digestOf('sha512', image.bytes) },
};
const path = `/v2/app/manifests/${strong.descriptor.digest}`;

async function registry(intercept?: StubBehaviour['intercept']) {
  const stub = await startStub(intercept === undefined ? {} : { intercept });
  return { stub, repository: makeClient().repository(parseRepository(`${stub.host}/app`)) };
}

/** Answers the PUT by digest. */
function toPut(
  status: number,
  headers: Record<string, string | string[]>,
  body = '',
): StubBehaviour['intercept'] {
  return (request, response) => {
    if (request.method !== 'PUT' || !request.url?.startsWith(path)) return false;
    response.writeHead(status, headers).end(body);
    return true;
  };
}

describe('a manifest of a sha512 digest with a tag', () => {
  it.each([
    ['in one line', '1.0, 1'],
    ['in several', ['1', '1.0']],
  ])('is put by its digest, the tag beside it, which is named %s', async (_, tags) => {
    const { stub, repository } = await registry(toPut(201, { 'oci-tag': tags }));
    await repository.pushManifest(strong, '1');
    expect(stub.log).toEqual([`PUT ${path}?tag=1`]);
  });

  it.each([
    ['names no tag', {}],
    ['names other tags', { 'oci-tag': '10, latest' }],
  ])('moves no tag where the registry %s, and says so', async (_, headers) => {
    const { stub, repository } = await registry(toPut(201, headers));
    await expect(repository.pushManifest(strong, '1')).rejects.toMatchObject({
      code: 'MIRROR_DIGEST_UNSUPPORTED',
      hint: expect.stringContaining('oci:'),
      place: { registry: stub.host, reference: `${stub.host}/app:1` },
    });
    expect(stub.log).toEqual([`PUT ${path}?tag=1`, 'HEAD /v2/app/manifests/1']);
  });

  it('is done where the tag stands for it already', async () => {
    const { stub, repository } = await registry();
    stub.behaviour.intercept = (request, response) => {
      if (request.method !== 'HEAD') return false;
      const { mediaType, digest, size } = strong.descriptor;
      response.writeHead(200, {
        'content-type': mediaType,
        'docker-content-digest': digest,
        'content-length': size,
      });
      response.end();
      return true;
    };
    await repository.pushManifest(strong, '1');
  });

  it('is not done where the tag stands for the same bytes by another digest', async () => {
    const { stub, repository } = await registry();
    await repository.pushManifest(image, '1');
    stub.log.length = 0;
    await expect(repository.pushManifest(strong, '1')).rejects.toMatchObject({
      code: 'MIRROR_DIGEST_UNSUPPORTED',
    });
    expect(stub.count(/PUT .*manifests\/1$/)).toBe(0);
  });

  it.each(['DIGEST_INVALID', 'UNSUPPORTED'])(
    'is refused with %s by who knows no such digest',
    async (code) => {
      const body = JSON.stringify({ errors: [{ code, message: 'no' }] });
      const { repository } = await registry(toPut(400, {}, body));
      for (const tag of ['1', undefined])
        await expect(repository.pushManifest(strong, tag)).rejects.toMatchObject({
          code: 'MIRROR_DIGEST_UNSUPPORTED',
        });
    },
  );

  it('does not hide another refusal', async () => {
    const body = JSON.stringify({ errors: [{ code: 'MANIFEST_BLOB_UNKNOWN', message: 'no such blob' }] });
    const { repository } = await registry(toPut(400, {}, body));
    await expect(repository.pushManifest(strong, '1')).rejects.toMatchObject({
      code: 'MIRROR_MANIFEST_INVALID',
    });
  });
});

describe('a manifest of a sha256 digest', () => {
  it('is put by its tag, with one request', async () => {
    const { stub, repository } = await registry();
    await repository.pushManifest(image, '1');
    expect(stub.log).toEqual(['PUT /v2/app/manifests/1']);
  });

  it('is not done when the registry kept other bytes', async () => {
    const { stub, repository } = await registry();
    stub.behaviour.intercept = (_, response) => {
      response.writeHead(201, { 'docker-content-digest': `sha256:${'0'.repeat(64)}` }).end();
      return true;
    };
    await expect(repository.pushManifest(image, '1')).rejects.toMatchObject({
      code: 'MIRROR_DIGEST_MISMATCH',
    });
  });

  it('costs no request when it is larger than any registry has to take', async () => {
    const { stub, repository } = await registry();
    const large = rawManifest(mediaTypes.ociIndex, Buffer.alloc(manifestLimit + 1, ' '));
    await expect(repository.pushManifest(large, '1')).rejects.toMatchObject({
      code: 'MIRROR_MANIFEST_TOO_LARGE',
    });
    expect(stub.log).toEqual([]);
  });
});

describe('the descriptor of a digest', () => {
  const head =
    (named: string | undefined): StubBehaviour['intercept'] =>
    (request, response) => {
      if (request.method !== 'HEAD') return false;
      response.writeHead(200, {
        'content-type': mediaTypes.ociIndex,
        'content-length': image.bytes.length,
        ...(named !== undefined && { 'docker-content-digest': named }),
      });
      response.end();
      return true;
    };

  it.each([
    ['names none', undefined],
    ['names it by sha256', image.descriptor.digest],
  ])('is that of what was asked for where the registry %s', async (_, named) => {
    const { repository } = await registry(head(named));
    expect(await repository.resolve(strong.descriptor.digest)).toEqual(strong.descriptor);
  });

  it('is looked at closely where the registry names another one', async () => {
    const { stub, repository } = await registry(head(`sha256:${'0'.repeat(64)}`));
    const { digest } = image.descriptor;
    stub.manifests.set(`app ${digest}`, {
      type: mediaTypes.ociIndex,
      bytes: Buffer.from('{"schemaVersion":2}'),
    });
    await expect(repository.resolve(digest)).rejects.toMatchObject({ code: 'MIRROR_DIGEST_MISMATCH' });
  });
});

describe("an answer that is not the registry's", () => {
  it.each([
    ['with a digest', undefined],
    ['with a tag', '1'],
  ])('is no success: a manifest %s is looked for, and missed', async (_, tag) => {
    const { repository } = await registry((request, response) => {
      if (request.method !== 'PUT') return false;
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Log in</html>');
      return true;
    });
    await expect(repository.pushManifest(image, tag)).rejects.toMatchObject({
      code: 'MIRROR_REGISTRY_ERROR',
    });
  });
});
