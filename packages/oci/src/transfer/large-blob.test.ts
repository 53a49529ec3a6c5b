import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import type { OciClient } from '../client.ts';
import { copyGraph } from '../copy/copy-graph.ts';
import { sha256Digest } from '../digest.ts';
import { rawManifest } from '../manifest.ts';
import { mediaTypes } from '../media-types.ts';
import { parseRepository } from '../reference.ts';
import type { RegistryStub } from '../registry-stub.fixture.ts';
import { collect, streamOf } from '../stream.ts';
import { closeAll, makeClient, startStub } from '../stub-client.fixture.ts';

afterEach(closeAll);

const bytes = Buffer.alloc(4 * 1024 * 1024 + 5, 'a layer that is large enough, ');
const blob = { mediaType: mediaTypes.ociLayerGzip, digest: sha256Digest(bytes), size: bytes.length };
const medium = Buffer.alloc(200_000, 'a blob that is read as a stream by the ordinary client, ');
const mediumBlob = { mediaType: mediaTypes.ociLayerGzip, digest: sha256Digest(medium), size: medium.length };
const isGet = ({ method, url }: IncomingMessage) => method === 'GET' && url?.includes('/blobs/') === true;

/** Reads the large blob (or another one) of a stub through the client. */
async function read(
  stub: RegistryStub,
  client: OciClient = makeClient(),
  descriptor = blob,
): Promise<Buffer> {
  const stream = await client.repository(parseRepository(`${stub.host}/app`)).blob(descriptor);
  return Buffer.from(await collect(stream, bytes.length));
}

/** A stub with both blobs, whose answers to GETs of blobs `answer` gives (`false`: the stub does). */
async function stubWith(
  answer: (request: IncomingMessage, response: ServerResponse, count: number) => boolean,
): Promise<{ stub: RegistryStub; requests: IncomingMessage[] }> {
  const requests: IncomingMessage[] = [];
  const stub = await startStub({
    intercept: (request, response) => {
      if (!isGet(request)) return false;
      requests.push(request);
      return answer(request, response, requests.length);
    },
  });
  stub.blobs.set(`app ${blob.digest}`, bytes);
  stub.blobs.set(`app ${mediumBlob.digest}`, medium);
  return { stub, requests };
}

/** Sends the first bytes of an answer and breaks the connection. */
function breakAfter(response: ServerResponse, content: Buffer, part: number): true {
  response.writeHead(200, { 'content-length': content.length });
  response.write(content.subarray(0, part), () => setTimeout(() => response.destroy(), 20));
  return true;
}

/** Answers a range as RFC 9110 says. */
function sendRange(request: IncomingMessage, response: ServerResponse, content: Buffer): true {
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1]);
  const range = `bytes ${from}-${content.length - 1}/${content.length}`;
  response.writeHead(206, { 'content-range': range, 'content-length': content.length - from });
  response.end(content.subarray(from));
  return true;
}

describe('a large blob', () => {
  it('is read and counted like any other', async () => {
    const { stub } = await stubWith(() => false);
    const client = makeClient();
    expect(bytes.equals(await read(stub, client))).toBe(true);
    expect(client.statistics.bytesRead).toBe(bytes.length);
    expect(client.statistics.requests).toEqual({ [stub.host]: { 'GET blob': 1 } });
  });

  it('is read in chunks too, by a second request', async () => {
    const { stub, requests } = await stubWith((_, response) => {
      response.writeHead(200);
      response.end(bytes);
      return true;
    });
    expect(bytes.equals(await read(stub))).toBe(true);
    expect(requests).toHaveLength(2);
  });

  it('is read from where the registry points, which does not see its credentials', async () => {
    const storage = await startStub();
    const seen: IncomingMessage[] = [];
    storage.behaviour.intercept = (request, response) => {
      seen.push(request);
      response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
      return true;
    };
    const { stub, requests } = await stubWith((request, response) => {
      if (request.headers.authorization === undefined) {
        response.writeHead(401, { 'www-authenticate': 'Basic realm="r"', 'content-length': 0 }).end();
      } else {
        response
          .writeHead(307, { location: `http://${storage.host}/data?sig=a%2Fb`, 'content-length': 0 })
          .end();
      }
      return true;
    });
    const client = makeClient({ credentials: async () => ({ username: 'u', password: 'p' }) });
    expect(bytes.equals(await read(stub, client))).toBe(true);
    expect(requests.map(({ headers }) => headers.authorization !== undefined)).toEqual([false, true]);
    expect(seen.map(({ url, headers }) => [url, headers.authorization])).toEqual([
      ['/data?sig=a%2Fb', undefined],
    ]);
  });

  it.each([
    ['is not there', 404, 'MIRROR_BLOB_UNKNOWN', 1],
    ['may not be read', 403, 'MIRROR_DENIED', 1],
    ['is behind a registry that fails', 503, 'MIRROR_REGISTRY_ERROR', 5],
  ])('gives the usual error when it %s', async (_, status, code, asked) => {
    const { stub, requests } = await stubWith((_request, response) => {
      response.writeHead(status, { 'content-length': 2 }).end('{}');
      return true;
    });
    await expect(read(stub)).rejects.toMatchObject({ code, status });
    expect(requests).toHaveLength(asked);
  });

  it('is never given out whole when its digest is wrong', async () => {
    const { stub } = await stubWith(() => false);
    const wrong = Buffer.from(bytes);
    wrong[wrong.length - 1] = 0;
    stub.blobs.set(`app ${blob.digest}`, wrong);
    const stream = await makeClient()
      .repository(parseRepository(`${stub.host}/app`))
      .blob(blob);
    let size = 0;
    const reading = (async () => {
      for await (const chunk of stream) size += chunk.length;
    })();
    await expect(reading).rejects.toMatchObject({ code: 'MIRROR_DIGEST_MISMATCH' });
    expect(size).toBeLessThan(bytes.length);
  });

  it('ends when the client is told to stop', async () => {
    const controller = new AbortController();
    const { stub } = await stubWith((_, response) => {
      response.writeHead(200, { 'content-length': bytes.length });
      response.write(bytes.subarray(0, 1000));
      setTimeout(() => controller.abort(), 20);
      return true;
    });
    await expect(read(stub, makeClient({ signal: controller.signal }))).rejects.toMatchObject({
      code: 'MIRROR_INTERRUPTED',
    });
  });

  it('is copied by one upload, although its source breaks twice', async () => {
    const { stub, requests } = await stubWith((request, response, count) => {
      if (request.url?.endsWith(mediumBlob.digest) === true) return false;
      if (count <= 1) return breakAfter(response, bytes, 1_500_000);
      if (count > 2) return sendRange(request, response, bytes);
      const from = Number(/\d+/.exec(request.headers.range ?? '')?.[0]);
      const range = `bytes ${from}-${bytes.length - 1}/${bytes.length}`;
      response.writeHead(206, { 'content-range': range, 'content-length': bytes.length - from });
      response.write(bytes.subarray(from, from + 500_000), () => setTimeout(() => response.destroy(), 20));
      return true;
    });
    const destination = await startStub();
    const client = makeClient();
    const from = client.repository(parseRepository(`${stub.host}/app`));
    const image = rawManifest(mediaTypes.ociManifest, { schemaVersion: 2, config: blob, layers: [blob] });
    const to = client.repository(parseRepository(`${destination.host}/copy`));
    await copyGraph({ from, to, root: image });
    expect(requests.map(({ headers }) => headers.range)).toEqual([
      undefined,
      'bytes=1500000-',
      'bytes=2000000-',
    ]);
    expect(destination.count(/^POST/)).toBe(1);
    expect(destination.count(/^PUT .*uploads/)).toBe(1);
    expect(destination.blobs.get(`copy ${blob.digest}`)?.equals(bytes)).toBe(true);
  });
});

describe.each([
  ['large', blob, bytes, 3_000_000],
  ['medium', mediumBlob, medium, 5000],
])('a %s blob whose connection breaks', (_, descriptor, content, part) => {
  const broken = (then: (request: IncomingMessage, response: ServerResponse, count: number) => boolean) =>
    stubWith((request, response, count) =>
      count === 1 ? breakAfter(response, content, part) : then(request, response, count),
    );

  it('goes on where it broke', async () => {
    const { stub, requests } = await broken((request, response) => sendRange(request, response, content));
    expect(content.equals(await read(stub, makeClient(), descriptor))).toBe(true);
    expect(requests.map(({ headers }) => headers.range)).toEqual([undefined, `bytes=${part}-`]);
  });

  it('is read anew from a registry that knows no ranges', async () => {
    const { stub, requests } = await broken(() => false);
    expect(content.equals(await read(stub, makeClient(), descriptor))).toBe(true);
    expect(requests).toHaveLength(2);
  });

  it.each([
    ['another range', 'bytes 1-2/3'],
    ['a range of something larger', `bytes ${part}-${content.length}/${content.length + 1}`],
    ['no range', undefined],
  ])('is read anew where the answer names %s', async (_name, range) => {
    const { stub, requests } = await broken((request, response) => {
      if (request.headers.range === undefined) return false;
      response.writeHead(206, {
        ...(range !== undefined && { 'content-range': range }),
        'content-length': 3,
      });
      response.end('bad');
      return true;
    });
    expect(content.equals(await read(stub, makeClient(), descriptor))).toBe(true);
    expect(requests).toHaveLength(3);
  });

  it('is read anew where the range is refused', async () => {
    const { stub } = await broken((request, response) => {
      if (request.headers.range === undefined) return false;
      response.writeHead(416, { 'content-length': 0 }).end();
      return true;
    });
    expect(content.equals(await read(stub, makeClient(), descriptor))).toBe(true);
  });

  it('fails when what follows is other content', async () => {
    const { stub } = await broken((request, response) =>
      sendRange(request, response, Buffer.from(content).fill(0)),
    );
    await expect(read(stub, makeClient(), descriptor)).rejects.toMatchObject({
      code: 'MIRROR_DIGEST_MISMATCH',
    });
  });

  it('is given up when it breaks again and again', async () => {
    const { stub, requests } = await stubWith((_request, response) => breakAfter(response, content, 3));
    const reading = read(stub, makeClient({ retry: { attempts: 3, baseDelay: 1 } }), descriptor);
    await expect(reading).rejects.toMatchObject({ code: 'MIRROR_REGISTRY_UNREACHABLE' });
    expect(requests).toHaveLength(3);
  });
});

it('asks again for all of a small blob whose connection breaks', async () => {
  const content = Buffer.from('a small blob');
  const small = { mediaType: mediaTypes.ociLayerGzip, digest: sha256Digest(content), size: content.length };
  const { stub, requests } = await stubWith((_request, response, count) =>
    count === 1 ? breakAfter(response, content, 5) : false,
  );
  stub.blobs.set(`app ${small.digest}`, content);
  expect(await read(stub, makeClient(), small)).toEqual(content);
  expect(requests.map(({ headers }) => headers.range)).toEqual([undefined, undefined]);
});

it('takes bytes in memory for a source as before', async () => {
  const stub = await startStub();
  const to = makeClient().repository(parseRepository(`${stub.host}/app`));
  await to.pushBlob(blob, () => Promise.resolve(streamOf(bytes)));
  expect(stub.blobs.get(`app ${blob.digest}`)?.equals(bytes)).toBe(true);
});
