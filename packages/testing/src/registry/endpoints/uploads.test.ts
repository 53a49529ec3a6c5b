import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestOf } from '../digest.ts';
import { type EmbeddedRegistry, startRegistry } from '../embedded-registry.ts';

const bytes = Buffer.from('some content');
const digest = digestOf(bytes);

describe('uploads', () => {
  let registry: EmbeddedRegistry;
  beforeAll(async () => {
    registry = await startRegistry();
  });
  afterAll(async () => await registry.close());

  const call = (method: string, path: string, body?: Buffer | string, headers: Record<string, string> = {}) =>
    fetch(new URL(path, registry.url), {
      method,
      headers,
      ...(body === undefined ? {} : { body: Buffer.from(body) }),
    });
  const begin = async (repository: string): Promise<string> => {
    const answer = await call('POST', `/v2/${repository}/blobs/uploads/`);
    expect(answer.status).toBe(202);
    return answer.headers.get('location') ?? '';
  };
  const content = async (repository: string): Promise<string> =>
    await (await call('GET', `/v2/${repository}/blobs/${digest}`)).text();

  it('takes a blob in one POST', async () => {
    const answer = await call('POST', `/v2/one/post/blobs/uploads/?digest=${digest}`, bytes);
    expect(answer.status).toBe(201);
    expect(answer.headers.get('docker-content-digest')).toBe(digest);
    expect(await content('one/post')).toBe('some content');
  });

  it('takes a blob by POST and PUT', async () => {
    const answer = await call('PUT', `${await begin('post-put')}?digest=${digest}`, bytes);
    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe(`/v2/post-put/blobs/${digest}`);
    expect(await content('post-put')).toBe('some content');
  });

  it('takes a blob in chunks, tells where it stands, and refuses what is out of order', async () => {
    const location = await begin('chunked');
    const chunk = (range: string, part: Buffer) => call('PATCH', location, part, { 'content-range': range });
    expect((await chunk('0-3', bytes.subarray(0, 4))).status).toBe(202);
    expect((await chunk('6-7', bytes.subarray(6, 8))).status).toBe(416);
    const standing = await call('GET', location);
    expect(standing.status).toBe(204);
    expect(standing.headers.get('range')).toBe('0-3');
    expect((await chunk('4-11', bytes.subarray(4))).status).toBe(202);
    expect((await call('PUT', `${location}?digest=${digest}`)).status).toBe(201);
    expect(await content('chunked')).toBe('some content');
  });

  it('refuses content of another digest, and forgets it', async () => {
    const location = await begin('wrong');
    const answer = await call('PUT', `${location}?digest=${digest}`, 'other content');
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ errors: [{ code: 'DIGEST_INVALID' }] });
    expect((await call('GET', location)).status).toBe(404);
    expect((await call('HEAD', `/v2/wrong/blobs/${digest}`)).status).toBe(404);
  });

  it('ends an upload by DELETE', async () => {
    const location = await begin('cancelled');
    expect((await call('DELETE', location)).status).toBe(204);
    expect((await call('PATCH', location, bytes)).status).toBe(404);
  });

  it('mounts from a repository that has the blob, and begins an upload otherwise', async () => {
    await registry.putBlob('mount/source', bytes);
    const mount = (from: string) =>
      call('POST', `/v2/mount/target/blobs/uploads/?mount=${digest}&from=${from}`);
    expect((await mount('mount/other')).status).toBe(202);
    expect((await mount('mount/source')).status).toBe(201);
    expect(await content('mount/target')).toBe('some content');
  });

  it('keeps sha512 digests and empty blobs', async () => {
    for (const [name, part] of [
      ['sha512', bytes],
      ['sha256', Buffer.alloc(0)],
    ] as const) {
      const expected = digestOf(part, name);
      const answer = await call('PUT', `${await begin('digests')}?digest=${expected}`, part);
      expect(answer.status).toBe(201);
      const read = await call('GET', `/v2/digests/blobs/${expected}`);
      expect(Buffer.from(await read.arrayBuffer())).toEqual(part);
    }
  });
});
