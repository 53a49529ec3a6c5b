import { afterEach, describe, expect, it } from 'vitest';
import type { Descriptor } from '../descriptor.ts';
import { sha256Digest } from '../digest.ts';
import { type RawManifest, rawManifest, referrerDescriptor } from '../manifest.ts';
import { mediaTypes } from '../media-types.ts';
import { parseRepository } from '../reference.ts';
import { fallbackTag } from '../referrer-index.ts';
import type { RegistryStub } from '../registry-stub.fixture.ts';
import type { Repository } from '../repository.ts';
import { closeAll, makeClient, startStub } from '../stub-client.fixture.ts';

afterEach(closeAll);

const subject: Descriptor = {
  mediaType: mediaTypes.ociIndex,
  digest: sha256Digest(Buffer.from('image')),
  size: 5,
};
const other = sha256Digest(Buffer.from('another image'));
const tag = fallbackTag(subject.digest);

function referrer(kind: string): RawManifest {
  return rawManifest(mediaTypes.ociManifest, {
    schemaVersion: 2,
    artifactType: 'application/x',
    config: { mediaType: mediaTypes.empty, digest: sha256Digest(Buffer.from('{}')), size: 2 },
    layers: [],
    subject,
    annotations: { kind },
  });
}

interface Reply {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

const said = (code: string, message = 'denied') => JSON.stringify({ errors: [{ code, message }] });
const page: Reply = { status: 403, headers: { 'content-type': 'text/html' }, body: '<h1>403 Forbidden</h1>' };
const refusal: Reply = { status: 403, body: said('DENIED', 'requested access to the resource is denied') };

/** A registry whose referrers API gives these answers, one after the other, the last one for ever; `undefined`: its own. */
async function registry(replies: (Reply | undefined)[], referrers = false) {
  const left = [...replies];
  const stub = await startStub({
    referrers,
    intercept: (request, response) => {
      if (request.url?.includes('/referrers/') !== true) return false;
      const reply = left.length > 1 ? left.shift() : left[0];
      if (reply === undefined) return false;
      response.writeHead(reply.status, reply.headers).end(reply.body);
      return true;
    },
  });
  const open = (path = 'app', writes = false) =>
    makeClient().repository(parseRepository(`${stub.host}/${path}`), { writes });
  return { stub, open };
}

/** Puts a referrer and the fallback index that names it, as another tool does. */
async function attach(repository: Repository): Promise<Descriptor> {
  const manifest = referrer('theirs');
  await repository.pushManifest(manifest);
  const entry = referrerDescriptor(manifest);
  await repository.pushManifest(
    rawManifest(mediaTypes.ociIndex, { schemaVersion: 2, manifests: [entry] }),
    tag,
  );
  return entry;
}

const asked = (stub: RegistryStub) => stub.count(/GET .*\/referrers\//);

describe('where there is no referrers API, the fallback index is read', () => {
  it.each<[what: string, reply: Reply]>([
    ['does not know the path', { status: 404 }],
    ['says that it does not support it', { status: 404, body: said('UNSUPPORTED') }],
    ['redirects', { status: 307, headers: { location: '/elsewhere' } }],
    ['answers with a page', { status: 200, headers: { 'content-type': 'text/html' } }],
    ['does not know the method', { status: 405 }],
    ['takes it for nonsense', { status: 400 }],
    ['is behind a proxy that forbids the path', page],
    ['forbids the path without a word', { status: 403 }],
    [
      'is behind a gateway that forbids the path',
      { status: 403, body: '{"message":"Missing Authentication Token"}' },
    ],
    ['refuses the path as if it were a matter of rights', refusal],
  ])('of a registry that %s', async (_, reply) => {
    const { stub, open } = await registry([reply]);
    const entry = await attach(open());
    const reader = open();
    expect(await reader.referrers(subject.digest)).toEqual([entry]);
    // What it answers counts for all subjects; a denial is asked about twice.
    await reader.referrers(subject.digest);
    expect(asked(stub)).toBe(reply.status === 403 ? 2 : 1);
  });

  it.each<[what: string, reply: Reply]>([
    ['a page', page],
    ['nothing', { status: 403 }],
    ["a gateway's own JSON", { status: 403, body: '{"message":"Missing Authentication Token"}' }],
    ['that this is not supported', { status: 403, body: said('UNSUPPORTED') }],
  ])('and a 403 with %s for an unknown path means that there are no referrers', async (_, reply) => {
    const { open } = await registry([reply]);
    expect(await open().referrers(subject.digest)).toEqual([]);
  });

  it('and referrers can be written where the path is refused, in whatever words', async () => {
    for (const reply of [page, refusal]) {
      const { stub, open } = await registry([reply]);
      await open('app', true).pushReferrers(subject, [referrer('ours')]);
      expect(stub.count(new RegExp(`^PUT .*${tag}`))).toBe(1);
      expect(await open().referrers(subject.digest)).toEqual([referrerDescriptor(referrer('ours'))]);
    }
  });

  it('and who may write is not kept from looking by a refusal', async () => {
    const { open } = await registry([refusal]);
    expect(await open('app', true).referrers(subject.digest)).toEqual([]);
  });
});

describe('a 403 that means throttling', () => {
  it.each<[what: string, reply: Reply]>([
    ['by its text', { status: 403, body: said('DENIED', 'You have exceeded a secondary rate limit') }],
    ['by Retry-After', { status: 403, headers: { 'retry-after': '0.01' }, body: said('DENIED') }],
    ['by what is left', { status: 403, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '0' } }],
  ])('%s is waited out, and the API is not given up', async (_, reply) => {
    const { stub, open } = await registry([reply, reply, undefined], true);
    const repository = open();
    await repository.pushManifest(referrer('ours'));
    expect(await repository.referrers(subject.digest)).toHaveLength(1);
    expect(asked(stub)).toBe(3);
  });

  it('for ever is an error that says so, and not a list without entries', async () => {
    const { open } = await registry([{ status: 403, headers: { 'retry-after': '0.01' } }], true);
    await expect(open().referrers(subject.digest)).rejects.toMatchObject({ code: 'MIRROR_RATE_LIMITED' });
  });
});

describe('a permission that is missing', () => {
  it.each(['DENIED', 'FORBIDDEN', 'UNAUTHORIZED'])(
    'as the registry says by %s is an error, and not a list without entries',
    async (code) => {
      const { stub, open } = await registry([{ status: 403, body: said(code) }]);
      const repository = open();
      for (const digest of [subject.digest, other])
        await expect(repository.referrers(digest)).rejects.toMatchObject({
          code: 'MIRROR_DENIED',
          place: { registry: stub.host },
          hint: expect.any(String),
        });
      expect(asked(stub)).toBe(2);
    },
  );

  it('once is asked about again', async () => {
    for (const reply of [page, refusal]) {
      const { open } = await registry([reply, undefined], true);
      const repository = open();
      await repository.pushManifest(referrer('ours'));
      expect(await repository.referrers(subject.digest)).toHaveLength(1);
    }
  });

  it('is an error where the API has answered before, in whatever words', async () => {
    const { open } = await registry([undefined, page], true);
    const repository = open();
    expect(await repository.referrers(other)).toEqual([]);
    await expect(repository.referrers(subject.digest)).rejects.toMatchObject({ code: 'MIRROR_DENIED' });
  });

  it('is an error where the repository may not be read at all', async () => {
    const { stub, open } = await registry([page]);
    const { intercept } = stub.behaviour;
    stub.behaviour.intercept = (request, response, own) => {
      if (request.url?.includes('/manifests/') !== true) return intercept?.(request, response, own) === true;
      response.writeHead(403).end(said('DENIED'));
      return true;
    };
    await expect(open().referrers(subject.digest)).rejects.toMatchObject({ code: 'MIRROR_DENIED' });
  });

  it('in one repository says nothing of the others', async () => {
    const { stub } = await registry([undefined], true);
    const { intercept } = stub.behaviour;
    stub.behaviour.intercept = (request, response, own) => {
      if (request.url?.startsWith('/v2/closed/referrers/') !== true)
        return intercept?.(request, response, own) === true;
      response.writeHead(403).end('no');
      return true;
    };
    const client = makeClient();
    const [closed, app] = ['closed', 'app'].map((path) =>
      client.repository(parseRepository(`${stub.host}/${path}`)),
    );
    expect(await closed?.referrers(subject.digest)).toEqual([]);
    await app?.pushManifest(referrer('ours'));
    expect(await app?.referrers(subject.digest)).toHaveLength(1);
  });
});

describe('what is said of content says nothing of the API', () => {
  it.each(['NAME_UNKNOWN', 'NOT_FOUND', 'MANIFEST_UNKNOWN'])('%s', async (code) => {
    const { open } = await registry([{ status: 404, body: said(code) }, undefined], true);
    const repository = open();
    expect(await repository.referrers(other)).toEqual([]);
    await repository.pushManifest(referrer('ours'));
    expect(await repository.referrers(subject.digest)).toHaveLength(1);
  });
});

describe('what a registry can do', () => {
  it.each([
    ['is not there is asked for once by many at the same time', [{ status: 404 }], false, 1],
    ['is there is asked for by each', [undefined], true, 12],
    [
      'is not yet told by a repository that is not there',
      [{ status: 404, body: said('NAME_UNKNOWN') }],
      true,
      12,
    ],
  ])('when the API %s', async (_, replies, referrers, questions) => {
    const { stub } = await registry(replies, referrers);
    const client = makeClient();
    await Promise.all(
      Array.from({ length: 12 }, (_one, number) =>
        client
          .repository(parseRepository(`${stub.host}/app-${number % 4}`))
          .referrers(sha256Digest(Buffer.of(number))),
      ),
    );
    expect(asked(stub)).toBe(questions);
  });
});

describe('an API that answers', () => {
  it('and never lists anything is found out, and the fallback index is written', async () => {
    const empty = JSON.stringify({ schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests: [] });
    const { stub, open } = await registry([
      { status: 200, headers: { 'content-type': mediaTypes.ociIndex }, body: empty },
    ]);
    const repository = open();
    await repository.pushReferrers(subject, [referrer('ours')]);
    expect(stub.count(new RegExp(`^PUT .*${tag}`))).toBe(1);
    expect(await repository.referrers(subject.digest)).toHaveLength(1);
  });

  it('and lists late is not given up for that: the index is written beside it', async () => {
    const empty = JSON.stringify({ schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests: [] });
    const listing = (...manifests: object[]): Reply => ({
      status: 200,
      headers: { 'content-type': mediaTypes.ociIndex },
      body: manifests.length === 0 ? empty : JSON.stringify({ ...JSON.parse(empty), manifests }),
    });
    const entry = referrerDescriptor(referrer('ours'));
    const theirs = { ...entry, digest: other };
    const { stub, open } = await registry([listing(theirs), listing(), listing(), listing(entry)]);
    const repository = open();
    expect(await repository.referrers(other)).toHaveLength(1);
    await repository.pushReferrers(subject, [referrer('ours')]);
    expect(stub.count(new RegExp(`^PUT .*${tag}`))).toBe(1);
    expect(await repository.referrers(subject.digest)).toEqual([entry]);
    expect(asked(stub)).toBe(4);
  });

  it('and lists what it does not acknowledge is believed', async () => {
    const { stub, open } = await registry([undefined], true);
    const { intercept } = stub.behaviour;
    stub.behaviour.intercept = (request, response, own) => {
      // As a registry of before OCI-Subject: the header is lost on the way.
      const send = response.writeHead.bind(response);
      response.writeHead = ((status: number, headers: Record<string, string> = {}) => {
        const { 'oci-subject': _, ...rest } = headers;
        return send(status, rest);
      }) as typeof response.writeHead;
      return intercept?.(request, response, own) === true;
    };
    await open().pushReferrers(subject, [referrer('ours')]);
    expect(stub.count(/^PUT .*manifests\/sha256-/)).toBe(0);
    expect(await open().referrers(subject.digest)).toHaveLength(1);
  });

  it('is read with all of its pages', async () => {
    const kinds = ['a', 'b', 'c'];
    const next = (number: number) => `/v2/app/referrers/${subject.digest}?last=${number}`;
    const stub = await startStub({
      intercept: (request, response) => {
        const { pathname, searchParams } = new URL(request.url ?? '', 'http://stub');
        if (!pathname.includes('/referrers/')) return false;
        const number = Number(searchParams.get('last') ?? 0);
        const manifests = [referrerDescriptor(referrer(kinds[number] ?? ''))];
        response.writeHead(200, {
          'content-type': mediaTypes.ociIndex,
          ...(number < 2 && { link: `<${next(number + 1)}>; rel="next"` }),
        });
        response.end(JSON.stringify({ schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests }));
        return true;
      },
    });
    const found = await makeClient()
      .repository(parseRepository(`${stub.host}/app`))
      .referrers(subject.digest);
    expect(found.map(({ annotations }) => annotations?.kind)).toEqual(kinds);
    expect(asked(stub)).toBe(3);
  });
});
