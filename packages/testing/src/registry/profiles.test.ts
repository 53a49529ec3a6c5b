import { afterEach, describe, expect, it } from 'vitest';
import { digestOf } from './digest.ts';
import { type EmbeddedRegistry, startRegistry } from './embedded-registry.ts';
import type { RegistryOptions } from './options.ts';

const content = Buffer.from('some content');
const digest = digestOf(content);
const manifestType = 'application/vnd.oci.image.manifest.v1+json';
const manifest = JSON.stringify({
  schemaVersion: 2,
  mediaType: manifestType,
  config: { mediaType: 'application/x.test', digest, size: content.byteLength },
  layers: [],
});
const withSubject = manifest.replace(
  '"layers"',
  `"subject":{"mediaType":"${manifestType}","digest":"${digest}","size":1},"layers"`,
);
const mixed = JSON.stringify({
  schemaVersion: 2,
  mediaType: 'application/vnd.oci.image.index.v1+json',
  manifests: [{ mediaType: 'application/vnd.docker.distribution.manifest.v2+json', digest, size: 1 }],
});

let registry: EmbeddedRegistry;
afterEach(() => registry.close());

type Request = [path: string, method: string, body?: string | undefined, headers?: Record<string, string>];

const put = (reference: string, body = manifest): Request => [
  `manifests/${reference}`,
  'PUT',
  body,
  { 'Content-Type': (JSON.parse(body) as { mediaType: string }).mediaType },
];

const cases: [name: string, options: RegistryOptions, requests: Request[], statuses: number[]][] = [
  [
    'a referrers endpoint that leads elsewhere',
    { referrersApi: 'elsewhere' },
    [[`referrers/${digest}`, 'GET']],
    [302],
  ],
  [
    'blobs that are elsewhere',
    { blobsElsewhere: true },
    [
      [`blobs/${digest}`, 'GET'],
      [`blobs/${digest}`, 'HEAD'],
    ],
    [307, 200],
  ],
  [
    'an address that somebody else has signed, without and with a second permission',
    { blobsElsewhere: true },
    [
      [`blobs/${digest}?signature=x`, 'GET'],
      [`blobs/${digest}?signature=x`, 'GET', undefined, { Authorization: 'Basic eA==' }],
    ],
    [403, 400],
  ],
  [
    'a mount without from, like Quay',
    { mounts: 'named' },
    [[`blobs/uploads/?mount=${digest}`, 'POST']],
    [400],
  ],
  [
    'a mount from nowhere, like Harbor',
    { mounts: 'guarded' },
    [
      [`blobs/uploads/?mount=${digest}&from=no/body`, 'POST'],
      [`blobs/uploads/?mount=${digest}&from=app`, 'POST'],
    ],
    [401, 201],
  ],
  ['repositories that must exist, like ECR', { newRepositories: false }, [put('v1')], [201]],
  ['a tag that is pushed again, like ECR', { immutableTags: 'strict' }, [put('v1'), put('v1')], [201, 409]],
  ['a tag that is pushed again elsewhere', { immutableTags: true }, [put('v1'), put('v1')], [201, 201]],
  ['a subject, like ECR', { subjects: false }, [put('v1', withSubject)], [405]],
  ['mixed types, like GAR', { mixedIndexes: false }, [put('v1', mixed)], [400]],
  [
    'tags that are digests, like GitLab',
    { digestTags: true },
    [put('v1'), [`manifests/${digestOf(Buffer.from(manifest)).replace(':', '-')}`, 'GET']],
    [201, 200],
  ],
  [
    'a pull limit, which HEADs do not count against, like Docker Hub',
    { pullLimit: { pulls: 1, windowSeconds: 60 } },
    [
      put('v1'),
      ['manifests/v1', 'HEAD'],
      ['manifests/v1', 'GET'],
      ['manifests/v1', 'GET'],
      ['manifests/v1', 'HEAD'],
    ],
    [201, 200, 200, 429, 200],
  ],
  [
    'a burst, by 403 like GHCR',
    { burstLimit: { requests: 2, milliseconds: 60_000, status: 403 } },
    [put('v1'), ['manifests/v1', 'GET'], ['manifests/v1', 'GET'], ['tags/list', 'GET']],
    [201, 200, 403, 403],
  ],
  [
    'a burst, by 429 like Quay',
    { burstLimit: { requests: 1, milliseconds: 60_000, status: 429 } },
    [put('v1'), ['manifests/v1', 'HEAD']],
    [201, 429],
  ],
  [
    'bodies above a limit',
    { bodyLimit: 4 },
    [[`blobs/uploads/?digest=${digest}`, 'POST', content.toString()]],
    [413],
  ],
];

describe('what registries differ in', () => {
  it.each(cases)('%s', async (_, options, requests, statuses) => {
    registry = await startRegistry(options);
    registry.createRepository('app');
    await registry.putBlob('app', content);
    const seen: number[] = [];
    for (const [path, method, body, headers = {}] of requests) {
      const request = {
        method,
        headers,
        redirect: 'manual' as const,
        ...(body === undefined ? {} : { body }),
      };
      const answer = await fetch(`${registry.url}/v2/app/${path}`, request);
      await answer.arrayBuffer();
      seen.push(answer.status);
    }
    expect(seen).toEqual(statuses);
  });

  it.each([
    [false, undefined, 405],
    [4, '0-11', 416],
    [4, undefined, 202],
    [true, '0-11', 202],
  ] as const)('chunks: %s, Content-Range %s', async (chunks, range, status) => {
    registry = await startRegistry({ chunks });
    const begun = await fetch(`${registry.url}/v2/app/blobs/uploads/`, { method: 'POST' });
    const answer = await fetch(`${registry.url}${begun.headers.get('location')}`, {
      method: 'PATCH',
      body: content,
      headers: range === undefined ? {} : { 'Content-Range': range },
    });
    expect(answer.status).toBe(status);
  });

  it('a burst ends with its window, and says when that is', async () => {
    registry = await startRegistry({ burstLimit: { requests: 1, milliseconds: 50, status: 403 } });
    const ping = () => fetch(`${registry.url}/v2/`);
    expect((await ping()).status).toBe(200);
    expect(await (await ping()).text()).toMatch(/retry-after: \d+ms, allowed: 1\/second/);
    await expect.poll(async () => (await ping()).status).toBe(200);
  });

  it('a push into what nobody has made is refused, where that is so', async () => {
    registry = await startRegistry({ newRepositories: false });
    expect((await fetch(`${registry.url}/v2/none/blobs/uploads/`, { method: 'POST' })).status).toBe(404);
  });

  it('takes a refresh token, and no other', async () => {
    registry = await startRegistry({
      auth: { username: '<token>', password: 'x', kind: 'token', refreshToken: 'x', realm: '/oauth2/token' },
    });
    const ask = (refresh: string) =>
      fetch(`${registry.url}/oauth2/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'refresh_token',
          refresh_token: refresh,
          scope: 'repository:app:pull',
        }),
      });
    expect([(await ask('x')).status, (await ask('y')).status]).toEqual([200, 401]);
  });

  it('keeps what it is given unseen, where it is told so', async () => {
    registry = await startRegistry({ checksDigests: false });
    const answer = await fetch(`${registry.url}/v2/app/blobs/uploads/?digest=${digest}`, {
      method: 'POST',
      body: 'wrong bytes',
    });
    expect(answer.status).toBe(201);
    expect(registry.repository('app').blobs.has(digest)).toBe(true);
  });
});
