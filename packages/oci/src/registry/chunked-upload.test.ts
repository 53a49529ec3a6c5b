import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import type { Descriptor } from '../descriptor.ts';
import { sha256Digest } from '../digest.ts';
import { generic } from '../profiles/generic.ts';
import { parseRepository } from '../reference.ts';
import { closeAll, makeClient, startStub } from '../stub-client.fixture.ts';

afterEach(closeAll);

const chunk = Number(generic.chunkSize);
const piece = Buffer.alloc(1024 * 1024, 'x');
const pieces = 65;
const blob: Descriptor = {
  mediaType: 'application/octet-stream',
  digest: sha256Digest(Buffer.concat(Array.from({ length: pieces }, () => piece))),
  size: pieces * piece.length,
};

async function* content(): AsyncGenerator<Uint8Array> {
  for (let number = 0; number < pieces; number += 1) yield piece;
}

/** A proxy with a limit before a registry that takes chunks. @param fault what becomes of the first PATCH; `true`: that was all */
function limited(fault: (request: IncomingMessage, response: ServerResponse) => boolean = () => false) {
  let hash = createHash('sha256');
  const ranges: string[] = [];
  let patches = 0;
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    if (request.method === 'PATCH') {
      patches += 1;
      if (patches === 1 && fault(request, response)) return;
    }
    // Each upload begins anew.
    if (request.method === 'POST') {
      hash = createHash('sha256');
      ranges.length = 0;
    }
    let size = 0;
    for await (const bytes of request) {
      size += bytes.length;
      if (request.method === 'PATCH') hash.update(bytes);
    }
    if (request.method === 'HEAD') response.writeHead(404);
    else if (size > chunk) response.writeHead(413);
    else if (request.method === 'PUT') response.writeHead(201);
    else response.writeHead(202, { location: `/v2/app/blobs/uploads/${ranges.length}?state=x` });
    if (request.method === 'PATCH') ranges.push(String(request.headers['content-range']));
    response.end();
  };
  const intercept = (request: IncomingMessage, response: ServerResponse) => {
    void answer(request, response);
    return true;
  };
  return { intercept, ranges, digest: () => `sha256:${hash.digest('hex')}` };
}

describe('a body that is too large for the registry', () => {
  it('goes up in chunks, and what comes next does so at once', async () => {
    const proxy = limited();
    const stub = await startStub({ intercept: proxy.intercept });
    const repository = makeClient().repository(parseRepository(`${stub.host}/app`));
    expect(await repository.pushBlob(blob, () => Promise.resolve(content()))).toBe('copied');
    expect(proxy.ranges).toEqual([`0-${chunk - 1}`, `${chunk}-${blob.size - 1}`]);
    expect(proxy.digest()).toBe(blob.digest);
    expect(stub.log.map((line) => line.split(' ')[0])).toEqual([
      'HEAD',
      'POST',
      'PUT',
      'HEAD',
      'POST',
      'PATCH',
      'PATCH',
      'PUT',
    ]);
    expect(stub.log.at(-1)).toContain(`?state=x&digest=${encodeURIComponent(blob.digest)}`);
  });

  it.each<[what: string, fault: (request: IncomingMessage, response: ServerResponse) => boolean]>([
    [
      'a broken connection',
      (request) => {
        request.socket.destroy();
        return true;
      },
    ],
    [
      'a failure',
      (request, response) => {
        request.resume();
        response.writeHead(503).end();
        return true;
      },
    ],
    [
      'an upload that nobody knows any more',
      (request, response) => {
        request.resume();
        response.writeHead(404).end('{"errors":[{"code":"BLOB_UPLOAD_UNKNOWN"}]}');
        return true;
      },
    ],
    [
      'a chunk that does not follow the last one',
      (request, response) => {
        request.resume();
        response.writeHead(416).end();
        return true;
      },
    ],
  ])('goes up again from the start after %s', async (_, fault) => {
    const proxy = limited(fault);
    const stub = await startStub({ intercept: proxy.intercept });
    const repository = makeClient().repository(parseRepository(`${stub.host}/app`));
    expect(await repository.pushBlob(blob, () => Promise.resolve(content()))).toBe('copied');
    expect([proxy.digest(), proxy.ranges.length]).toEqual([blob.digest, 2]);
  });

  it('is an error where no chunks are taken', async () => {
    const stub = await startStub({ intercept: limited().intercept });
    const client = makeClient({ registries: { [stub.host]: { profile: 'gar' } } });
    const repository = client.repository(parseRepository(`${stub.host}/app`));
    await expect(repository.pushBlob(blob, () => Promise.resolve(content()))).rejects.toMatchObject({
      code: 'MIRROR_REGISTRY_ERROR',
      status: 413,
    });
    expect(stub.count(/^PATCH/)).toBe(0);
  });
});
