import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestOf } from '../digest.ts';
import { type EmbeddedRegistry, startRegistry } from '../embedded-registry.ts';

const indexType = 'application/vnd.oci.image.index.v1+json';
const manifestType = 'application/vnd.oci.image.manifest.v1+json';

/** An index that names nothing needs nothing else to be there. */
function emptyIndex(note: string): string {
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: indexType,
    manifests: [],
    annotations: { note },
  });
}

describe('manifests', () => {
  let registry: EmbeddedRegistry;
  beforeAll(async () => {
    registry = await startRegistry();
  });
  afterAll(async () => await registry.close());

  const put = (path: string, body: string, mediaType = indexType): Promise<Response> =>
    fetch(`${registry.url}/v2/${path}`, { method: 'PUT', body, headers: { 'content-type': mediaType } });
  const codeOf = async (answer: Response): Promise<unknown> => {
    const body = (await answer.json()) as { errors: { code: string }[] };
    return [answer.status, body.errors[0]?.code];
  };

  it('gives back the exact bytes by tag and by digest, and their headers by HEAD', async () => {
    const body = emptyIndex('exact');
    const digest = digestOf(Buffer.from(body));
    expect((await put('a/manifests/v1', body)).headers.get('docker-content-digest')).toBe(digest);
    for (const reference of ['v1', digest]) {
      const url = `${registry.url}/v2/a/manifests/${reference}`;
      expect(await (await fetch(url)).text()).toBe(body);
      const head = await fetch(url, { method: 'HEAD' });
      expect(head.headers.get('docker-content-digest')).toBe(digest);
      expect(head.headers.get('content-type')).toBe(indexType);
      expect(head.headers.get('content-length')).toBe(String(body.length));
    }
  });

  it('refuses what is wrong', async () => {
    const absent = digestOf(Buffer.from('absent'));
    const config = { mediaType: 'application/vnd.oci.image.config.v1+json', digest: absent, size: 6 };
    const image = JSON.stringify({ schemaVersion: 2, mediaType: manifestType, config, layers: [] });
    const cases: [name: string, answer: Promise<Response>, expected: unknown][] = [
      ['another digest', put(`b/manifests/${absent}`, emptyIndex('b')), [400, 'DIGEST_INVALID']],
      ['no JSON', put('b/manifests/v1', 'no'), [400, 'MANIFEST_INVALID']],
      ['another type', put('b/manifests/v1', emptyIndex('b'), manifestType), [400, 'MANIFEST_INVALID']],
      [
        'a blob that is not there',
        put('b/manifests/v1', image, manifestType),
        [404, 'MANIFEST_BLOB_UNKNOWN'],
      ],
      ['too large', put('b/manifests/v1', emptyIndex('x'.repeat(4 << 20))), [413, 'SIZE_INVALID']],
      ['a bad name', put('B/manifests/v1', emptyIndex('b')), [400, 'NAME_INVALID']],
      ['a bad tag', put('b/manifests/-v1', emptyIndex('b')), [400, 'TAG_INVALID']],
      ['an unknown tag', fetch(`${registry.url}/v2/a/manifests/none`), [404, 'MANIFEST_UNKNOWN']],
      ['an unknown repository', fetch(`${registry.url}/v2/none/manifests/v1`), [404, 'NAME_UNKNOWN']],
    ];
    for (const [name, answer, expected] of cases) expect(await codeOf(await answer), name).toEqual(expected);
  });

  it('answers by the Accept header, as distribution does', async () => {
    await put('c/manifests/v1', emptyIndex('c'));
    const url = `${registry.url}/v2/c/manifests/v1`;
    const get = async (accept: string) => (await fetch(url, { headers: { accept } })).status;
    expect([
      await get(manifestType),
      await get(`${manifestType}, ${indexType};q=0.9`),
      await get('*/*'),
    ]).toEqual([404, 200, 200]);
  });

  it('deletes a tag alone, and a manifest with its tags', async () => {
    const body = emptyIndex('d');
    const digest = digestOf(Buffer.from(body));
    for (const tag of ['one', 'two', 'three']) await put(`d/manifests/${tag}`, body);
    const remove = async (reference: string) =>
      (await fetch(`${registry.url}/v2/d/manifests/${reference}`, { method: 'DELETE' })).status;
    expect(await remove('one')).toBe(202);
    expect(registry.repository('d').sortedTags()).toEqual(['three', 'two']);
    expect(await remove(digest)).toBe(202);
    expect(registry.repository('d').sortedTags()).toEqual([]);
    expect(await remove(digest)).toBe(404);
  });

  it.each(['sha256', 'sha512'] as const)(
    'gives tags to a %s digest that they stand beside',
    async (algorithm) => {
      const body = emptyIndex(algorithm);
      const digest = digestOf(Buffer.from(body), algorithm);
      const path = `f/manifests/${digest}?tag=${algorithm}-1&tag=${algorithm}`;
      expect((await put(path, body)).headers.get('oci-tag')).toBe(`${algorithm}-1, ${algorithm}`);
      const head = await fetch(`${registry.url}/v2/f/manifests/${algorithm}`, { method: 'HEAD' });
      expect(head.headers.get('docker-content-digest')).toBe(digest);
      expect(await codeOf(await put(`f/manifests/${digest}?tag=-`, body))).toEqual([400, 'TAG_INVALID']);
      registry.options.tagParameter = false;
      expect((await put(`f/manifests/${digest}?tag=none`, body)).headers.get('oci-tag')).toBe(null);
      expect((await fetch(`${registry.url}/v2/f/manifests/none`)).status).toBe(404);
      registry.options.tagParameter = true;
    },
  );

  it('does not move an immutable tag', async () => {
    registry.options.immutableTags = true;
    expect((await put('e/manifests/v1', emptyIndex('e'))).status).toBe(201);
    expect((await put('e/manifests/v1', emptyIndex('e'))).status).toBe(201);
    expect(await codeOf(await put('e/manifests/v1', emptyIndex('other')))).toEqual([409, 'DENIED']);
    registry.options.immutableTags = false;
  });
});
