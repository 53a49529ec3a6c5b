import { afterEach, describe, expect, it } from 'vitest';
import { sha256Digest } from './digest.ts';
import { parseRepository } from './reference.ts';
import { collect, streamOf } from './stream.ts';
import { closeAll, makeClient, startStub } from './stub-client.fixture.ts';

afterEach(closeAll);

const bytes = Buffer.from('content of a blob');
const blob = { mediaType: 'text/plain', digest: sha256Digest(bytes), size: bytes.length };
const source = () => Promise.resolve(streamOf(bytes));

describe('redirects', () => {
  it('are followed without credentials', async () => {
    const seen: (string | undefined)[] = [];
    const storage = await startStub({
      intercept: (request, response) => {
        seen.push(request.headers.authorization);
        response.end(bytes);
        return true;
      },
    });
    const stub = await startStub({
      intercept: (request, response) => {
        if (request.headers.authorization === undefined) {
          response.writeHead(401, { 'www-authenticate': 'Basic realm="stub"' }).end();
        } else response.writeHead(307, { location: `http://${storage.host}/signed?X=1` }).end();
        return true;
      },
    });
    const client = makeClient({ credentials: () => Promise.resolve({ username: 'u', password: 'p' }) });
    const stream = await client.repository(parseRepository(`${stub.host}/app`)).blob(blob);
    expect(Buffer.from(await collect(stream, 100))).toEqual(bytes);
    expect(seen).toEqual([undefined]);
  });

  it('in a circle end', async () => {
    const stub = await startStub({
      intercept: (_, response) => {
        response.writeHead(302, { location: '/again' }).end();
        return true;
      },
    });
    const repository = makeClient().repository(parseRepository(`${stub.host}/app`));
    await expect(repository.manifest('1')).rejects.toMatchObject({ code: 'MIRROR_REGISTRY_ERROR' });
  });
});

describe('requests', () => {
  it('are at most three for a new blob, and two in a repository that is known to be new', async () => {
    const stub = await startStub();
    const repository = makeClient().repository(parseRepository(`${stub.host}/app`));
    await repository.pushBlob(blob, source);
    expect(stub.log.map((line) => line.split(' ')[0])).toEqual(['HEAD', 'POST', 'PUT']);
    const fresh = makeClient().repository(parseRepository(`${stub.host}/fresh`));
    await fresh.tags().catch(() => undefined);
    stub.log.length = 0;
    await fresh.pushBlob(blob, source);
    expect(stub.log.map((line) => line.split(' ')[0])).toEqual(['POST', 'PUT']);
  });

  it('use the upload that a declined mount opened', async () => {
    const stub = await startStub();
    const client = makeClient();
    const repository = client.repository(parseRepository(`${stub.host}/app`));
    expect(await repository.mountBlob(blob, parseRepository(`${stub.host}/other`))).toBe(false);
    await repository.pushBlob(blob, source);
    expect(stub.log.map((line) => line.split(' ')[0])).toEqual(['POST', 'PUT']);
    expect(client.statistics).toMatchObject({
      requests: { [stub.host]: { 'POST upload': 1, 'PUT upload': 1 } },
      bytesWritten: bytes.length,
    });
  });

  it('leave their connection open, HEADs too', async () => {
    const sockets = new Set<unknown>();
    const stub = await startStub({
      intercept: ({ socket }) => {
        sockets.add(socket);
        return false;
      },
    });
    const repository = makeClient().repository(parseRepository(`${stub.host}/app`));
    for (const tag of ['1', '2', '3', '4', '5', '6']) await repository.resolve(tag);
    // undici lets one turn of the event loop pass before it uses a connection again: the next request may not wait for it.
    expect(sockets.size).toBeLessThanOrEqual(2);
  });

  it('never wait for one another within one registry', async () => {
    const stub = await startStub();
    const client = makeClient({ registries: { [stub.host]: { concurrency: 1 } } });
    stub.blobs.set(`from ${blob.digest}`, bytes);
    const [from, to] = ['from', 'to'].map((path) =>
      client.repository(parseRepository(`${stub.host}/${path}`)),
    );
    if (from === undefined || to === undefined) throw new Error('unreachable');
    expect(await to.pushBlob(blob, () => from.blob(blob))).toBe('copied');
  });

  it('page through tags', async () => {
    const pages: Record<string, [string, object]> = {
      '/v2/app/tags/list?n=1000': ['</v2/app/tags/list?last=b&n=2>; rel="next"', { tags: ['a', 'b'] }],
      '/v2/app/tags/list?last=b&n=2': ['', { tags: ['b', 'c'] }],
    };
    const stub = await startStub({
      intercept: (request, response) => {
        const page = pages[request.url ?? ''];
        if (page === undefined) return false;
        response.writeHead(200, page[0] === '' ? {} : { link: page[0] }).end(JSON.stringify(page[1]));
        return true;
      },
    });
    const repository = makeClient().repository(parseRepository(`${stub.host}/app`));
    expect(await repository.tags()).toEqual(['a', 'b', 'c']);
  });
});
