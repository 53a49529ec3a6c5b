import { afterEach, describe, expect, it } from 'vitest';
import type { Descriptor } from '../descriptor.ts';
import { sha256Digest } from '../digest.ts';
import { rawManifest } from '../manifest.ts';
import { mediaTypes } from '../media-types.ts';
import { parseRepository } from '../reference.ts';
import { closeAll, makeClient, startStub } from '../stub-client.fixture.ts';

afterEach(closeAll);

const subject: Descriptor = {
  mediaType: mediaTypes.ociIndex,
  digest: sha256Digest(Buffer.from('x')),
  size: 1,
};
const referrer = rawManifest(mediaTypes.ociManifest, {
  schemaVersion: 2,
  artifactType: 'application/x',
  config: { mediaType: mediaTypes.empty, digest: sha256Digest(Buffer.from('{}')), size: 2 },
  layers: [],
  subject,
  annotations: {},
});

async function registry(profile: string, behaviour: Parameters<typeof startStub>[0] = {}) {
  const stub = await startStub(behaviour);
  const client = makeClient({ registries: { [stub.host]: { profile } } });
  const repository = (path: string) => client.repository(parseRepository(`${stub.host}/${path}`));
  return { stub, repository };
}

describe('what is known of a registry', () => {
  it('is found out once for all of its repositories', async () => {
    const { stub, repository } = await registry('generic');
    for (const path of ['a', 'b', 'c']) await repository(path).referrers(subject.digest);
    expect(stub.count(/\/referrers\//)).toBe(1);
  });

  it('keeps GHCR from being asked for an API that it has not', async () => {
    const { stub, repository } = await registry('ghcr');
    expect(await repository('a').referrers(subject.digest)).toEqual([]);
    expect(stub.count(/\/referrers\//)).toBe(0);
  });

  it('gives way to what the registry says of a push', async () => {
    const { stub, repository } = await registry('ghcr', { referrers: true });
    await repository('a').pushReferrers(subject, [referrer]);
    expect(stub.count(/PUT .*manifests\/sha256-/)).toBe(0);
    expect(await repository('a').referrers(subject.digest)).toHaveLength(1);
    expect(stub.count(/\/referrers\//)).toBe(1);
  });

  it('repeats what GHCR denies without a reason, and says what its reasons mean', async () => {
    const denials = ['denied', 'permission_denied: write_package'];
    const { stub, repository } = await registry('ghcr', {
      intercept: (request, response) => {
        const message = request.method === 'PUT' ? denials.shift() : undefined;
        if (message === undefined) return false;
        response.writeHead(403).end(JSON.stringify({ errors: [{ code: 'DENIED', message }] }));
        return true;
      },
    });
    await expect(repository('a').pushManifest(referrer)).rejects.toMatchObject({
      code: 'MIRROR_DENIED',
      hint: expect.stringContaining('packages: write'),
    });
    expect(stub.count(/^PUT/)).toBe(2);
  });

  describe('of GHCR tells throttling from a missing permission, also to a HEAD, which has no words', () => {
    const blob = { mediaType: 'text/plain', digest: subject.digest, size: 1 };
    const denied = async (messages: string[], always = false) => {
      const left = [...messages];
      return registry('ghcr', {
        intercept: (request, response) => {
          if (left[0] === undefined) return false;
          const body = JSON.stringify({ errors: [{ code: 'DENIED', message: left[0] }] });
          response.writeHead(403).end(request.method === 'HEAD' ? undefined : body);
          if (request.method !== 'HEAD' && !always) left.shift();
          return true;
        },
      });
    };

    it('and waits for the one', async () => {
      const { stub, repository } = await denied(['retry-after: 1ms, allowed: 2000/minute']);
      expect(await repository('a').resolve('1')).toBeUndefined();
      expect(await repository('a').hasBlob(blob)).toBe(false);
      expect(stub.log.map((line) => line.split(' ')[0])).toEqual(['HEAD', 'GET', 'GET', 'HEAD']);
    });

    it('and says what to do about the other', async () => {
      const { repository } = await denied(['permission_denied: read_package'], true);
      for (const ask of [() => repository('a').resolve('1'), () => repository('a').hasBlob(blob)])
        await expect(ask()).rejects.toMatchObject({
          code: 'MIRROR_DENIED',
          hint: expect.stringContaining('packages: read'),
        });
    });
  });

  it('explains the refusal of an index of mixed types', async () => {
    const { repository } = await registry('quay', {
      intercept: (request, response) => {
        if (request.method !== 'PUT') return false;
        response.writeHead(400).end('{"errors":[{"code":"MANIFEST_INVALID"}]}');
        return true;
      },
    });
    const child = (mediaType: string) => ({ ...subject, mediaType });
    const index = (types: string[]) =>
      rawManifest(mediaTypes.ociIndex, { schemaVersion: 2, manifests: types.map(child) });
    const mixed = repository('a').pushManifest(index([mediaTypes.ociManifest, mediaTypes.dockerManifest]));
    await expect(mixed).rejects.toMatchObject({ hint: expect.stringContaining('mixes') });
    const pure = repository('a').pushManifest(index([mediaTypes.ociManifest]));
    await expect(pure).rejects.not.toMatchObject({ hint: expect.stringContaining('mixes') });
  });

  it('is learnt from a challenge', async () => {
    const stub = await startStub({
      intercept: (request, response) => {
        const challenge = `Bearer realm="http://${request.headers.host}/token",service="harbor-registry"`;
        if (request.url?.startsWith('/token') === true) response.end('{"token":"t"}');
        else if (request.headers.authorization === undefined) {
          response.writeHead(401, { 'www-authenticate': challenge }).end();
        } else
          response
            .writeHead(412)
            .end('{"errors":[{"code":"PRECONDITION","message":"configured as immutable"}]}');
        return true;
      },
    });
    const repository = makeClient().repository(parseRepository(`${stub.host}/a`));
    await expect(repository.pushManifest(referrer, '1')).rejects.toMatchObject({ status: 412 });
  });
});

describe('a registry that says how much is left', () => {
  it('is asked less at once', async () => {
    let running = 0;
    let most = 0;
    const { repository } = await registry('generic', {
      intercept: (_, response) => {
        running += 1;
        most = Math.max(most, running);
        setTimeout(() => {
          running -= 1;
          response
            .writeHead(404, { 'ratelimit-limit': '100;w=21600', 'ratelimit-remaining': '2;w=21600' })
            .end();
        }, 5);
        return true;
      },
    });
    await repository('a').resolve('first');
    // Refusals say it as well as answers do.
    await Promise.all(Array.from({ length: 20 }, (_, number) => repository('a').resolve(`tag-${number}`)));
    expect(most).toBeLessThanOrEqual(2);
  });
});
