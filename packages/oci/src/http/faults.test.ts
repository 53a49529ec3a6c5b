import { afterEach, describe, expect, it } from 'vitest';
import { sha256Digest } from '../digest.ts';
import { rawManifest } from '../manifest.ts';
import { mediaTypes } from '../media-types.ts';
import { parseRepository } from '../reference.ts';
import { RegistryStub, type StubBehaviour } from '../registry-stub.fixture.ts';
import { collect, streamOf } from '../stream.ts';
import { closeAll, makeClient, startStub } from '../stub-client.fixture.ts';

afterEach(closeAll);

const bytes = Buffer.from('content of a blob');
const blob = { mediaType: 'text/plain', digest: sha256Digest(bytes), size: bytes.length };
const source = () => Promise.resolve(streamOf(bytes));
const image = rawManifest(mediaTypes.ociIndex, { schemaVersion: 2, manifests: [] });

/** Answers in the order given, then lets the stub answer. */
function first(
  ...answers: [status: number, headers?: Record<string, string>, body?: string][]
): StubBehaviour {
  return {
    intercept: (_, response) => {
      const next = answers.shift();
      if (next === undefined) return false;
      response.writeHead(next[0], next[1]).end(next[2]);
      return true;
    },
  };
}

describe('faults', () => {
  it.each([429, 500, 502, 503, 504, 408])('asks again after %i', async (status) => {
    const stub = await startStub(first([status], [status]));
    const repository = makeClient().repository(parseRepository(`${stub.host}/app`));
    expect(await repository.resolve('1')).toBeUndefined();
    expect(stub.log).toHaveLength(3);
  });

  it.each([
    ['401', 'MIRROR_UNAUTHORIZED'],
    ['403', 'MIRROR_DENIED'],
    ['404', 'MIRROR_MANIFEST_UNKNOWN'],
    ['418', 'MIRROR_REGISTRY_ERROR'],
  ])('does not ask again after %s', async (status, code) => {
    const stub = await startStub(first([Number(status)], [Number(status)]));
    const repository = makeClient().repository(parseRepository(`${stub.host}/app`));
    await expect(repository.manifest('1')).rejects.toMatchObject({ code });
    expect(stub.log).toHaveLength(1);
  });

  it('says until when it is limited, and does not wait for hours', async () => {
    const stub = await startStub(first([429, { 'retry-after': '7200' }]));
    const repository = makeClient().repository(parseRepository(`${stub.host}/app`));
    const error = await repository.manifest('1').catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'MIRROR_RATE_LIMITED', status: 429, retryAt: expect.any(Date) });
  });

  it('knows a 403 that means throttling', async () => {
    const body =
      '{"errors":[{"code":"DENIED","message":"retry-after: 1ms, allowed: 10/minute, rate limit"}]}';
    const stub = await startStub(first([403, {}, body]));
    const repository = makeClient().repository(parseRepository(`${stub.host}/app`));
    await expect(repository.manifest('1')).rejects.toMatchObject({ code: 'MIRROR_MANIFEST_UNKNOWN' });
    expect(stub.log).toHaveLength(2);
  });

  it('says that nobody is there', async () => {
    const stub = await new RegistryStub().start();
    const { host } = stub;
    await stub.stop();
    const repository = makeClient().repository(parseRepository(`${host}/app`));
    await expect(repository.resolve('1')).rejects.toMatchObject({
      code: 'MIRROR_REGISTRY_UNREACHABLE',
      place: { registry: host },
    });
  });

  it('uploads again, from the start, after a broken connection', async () => {
    let broken = 0;
    const stub = await startStub({
      intercept: (request) => {
        if (request.method !== 'PUT' || broken > 0) return false;
        broken += 1;
        request.socket.destroy();
        return true;
      },
    });
    let opened = 0;
    const repository = makeClient().repository(parseRepository(`${stub.host}/app`));
    const outcome = await repository.pushBlob(blob, () => {
      opened += 1;
      return source();
    });
    expect([outcome, opened, stub.count(/^POST/)]).toEqual(['copied', 2, 2]);
    expect(stub.blobs.get(`app ${blob.digest}`)).toEqual(bytes);
  });

  it.each([
    ['says so', 404, '{"errors":[{"code":"BLOB_UPLOAD_UNKNOWN","message":"blob upload unknown"}]}'],
    ['says nothing', 404, ''],
  ])('begins another upload when the registry has lost one and %s', async (_, status, body) => {
    let lost = 0;
    const stub = await startStub({
      intercept: (request, response) => {
        if (request.method !== 'PUT' || lost > 0) return false;
        lost += 1;
        request.resume();
        request.on('end', () => response.writeHead(status).end(body));
        return true;
      },
    });
    const repository = makeClient().repository(parseRepository(`${stub.host}/app`));
    expect(await repository.pushBlob(blob, source)).toBe('copied');
    expect(stub.count(/^POST/)).toBe(2);
  });

  it('does not begin another upload in a repository that is not there', async () => {
    const stub = await startStub({
      intercept: (request, response) => {
        if (request.method !== 'PUT') return false;
        response.writeHead(404).end('{"errors":[{"code":"NAME_UNKNOWN"}]}');
        return true;
      },
    });
    const repository = makeClient().repository(parseRepository(`${stub.host}/app`));
    await expect(repository.pushBlob(blob, source)).rejects.toMatchObject({
      code: 'MIRROR_REPOSITORY_UNKNOWN',
    });
    expect(stub.count(/^POST/)).toBe(1);
  });

  it('does not repeat an upload whose source is wrong', async () => {
    const stub = await startStub();
    const repository = makeClient().repository(parseRepository(`${stub.host}/app`));
    const wrong = () => Promise.resolve(streamOf(Buffer.from('CONTENT of a blob')));
    await expect(repository.pushBlob(blob, wrong)).rejects.toMatchObject({ code: 'MIRROR_DIGEST_MISMATCH' });
    expect(stub.count(/^POST/)).toBe(1);
    expect(stub.blobs.size).toBe(0);
  });

  it('never returns content that has another digest', async () => {
    const stub = await startStub();
    stub.manifests.set(`app ${image.descriptor.digest}`, {
      type: mediaTypes.ociIndex,
      bytes: Buffer.from('{}'),
    });
    stub.blobs.set(`app ${blob.digest}`, Buffer.from('CONTENT of a blob'));
    const repository = makeClient().repository(parseRepository(`${stub.host}/app`));
    await expect(repository.manifest(image.descriptor.digest)).rejects.toMatchObject({
      code: 'MIRROR_DIGEST_MISMATCH',
    });
    const reading = repository.blob(blob).then((stream) => collect(stream, 100));
    await expect(reading).rejects.toMatchObject({ code: 'MIRROR_DIGEST_MISMATCH' });
  });

  it('does not read a manifest without end', async () => {
    const stub = await startStub();
    stub.manifests.set('app 1', { type: mediaTypes.ociIndex, bytes: Buffer.alloc(5 * 1024 * 1024, ' ') });
    const repository = makeClient().repository(parseRepository(`${stub.host}/app`));
    await expect(repository.manifest('1')).rejects.toMatchObject({ code: 'MIRROR_MANIFEST_TOO_LARGE' });
  });

  it('asks by GET where a HEAD gives no digest', async () => {
    const stub = await startStub(
      first([200, { 'content-type': mediaTypes.ociIndex, 'content-length': '9' }]),
    );
    stub.manifests.set('app 1', { type: mediaTypes.ociIndex, bytes: Buffer.from(image.bytes) });
    const repository = makeClient().repository(parseRepository(`${stub.host}/app`));
    expect(await repository.resolve('1')).toEqual(image.descriptor);
    expect(stub.log.map((line) => line.split(' ')[0])).toEqual(['HEAD', 'GET']);
  });

  it('takes an immutable tag that holds the same content for done', async () => {
    const body = '{"errors":[{"code":"TAG_INVALID","message":"the repository is immutable"}]}';
    const behaviour: StubBehaviour = {
      intercept: (request, response) => {
        if (request.method !== 'PUT') return false;
        response.writeHead(400).end(body);
        return true;
      },
    };
    const stub = await startStub(behaviour);
    stub.manifests.set('app 1', { type: mediaTypes.ociIndex, bytes: Buffer.from(image.bytes) });
    const repository = makeClient().repository(parseRepository(`${stub.host}/app`));
    await repository.pushManifest(image, '1');
    await expect(repository.pushManifest(image, '2')).rejects.toMatchObject({ code: 'MIRROR_TAG_IMMUTABLE' });
  });

  it('stops when it is told to', async () => {
    const controller = new AbortController();
    const stub = await startStub({ intercept: () => true });
    const repository = makeClient({ signal: controller.signal }).repository(
      parseRepository(`${stub.host}/app`),
    );
    const pending = repository.resolve('1');
    setTimeout(() => controller.abort(), 20);
    await expect(pending).rejects.toMatchObject({ code: 'MIRROR_INTERRUPTED' });
  });
});
