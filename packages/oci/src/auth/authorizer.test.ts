import { afterEach, describe, expect, it } from 'vitest';
import { sha256Digest } from '../digest.ts';
import { rawManifest } from '../manifest.ts';
import { mediaTypes } from '../media-types.ts';
import { parseRepository } from '../reference.ts';
import { streamOf } from '../stream.ts';
import { closeAll, makeClient, startStub } from '../stub-client.fixture.ts';

afterEach(closeAll);

const bytes = Buffer.from('content of a blob');
const blob = { mediaType: 'text/plain', digest: sha256Digest(bytes), size: bytes.length };
const source = () => Promise.resolve(streamOf(bytes));
const image = rawManifest(mediaTypes.ociIndex, { schemaVersion: 2, manifests: [] });

describe('authorisation', () => {
  const tokens = async (accepts: (header: string | undefined, scopes: string[]) => boolean) => {
    const requests: { scopes: string[]; authorization: string | undefined; method: string | undefined }[] =
      [];
    const service = await startStub({
      intercept: (request, response) => {
        const scopes = new URL(request.url ?? '', 'http://stub').searchParams.getAll('scope');
        requests.push({ scopes, authorization: request.headers.authorization, method: request.method });
        response.end(JSON.stringify({ token: `token-for-${scopes.join('+')}`, expires_in: 300 }));
        return true;
      },
    });
    const registry = await startStub({
      mounts: true,
      intercept: (request, response) => {
        const { authorization } = request.headers;
        const scopes = authorization?.replace('Bearer token-for-', '').split('+') ?? [];
        if (accepts(authorization, scopes)) return false;
        const challenge = `Bearer realm="http://${service.host}/token",service="stub",scope="repository:app:pull"`;
        response.writeHead(401, { 'www-authenticate': challenge }).end();
        return true;
      },
    });
    return { registry, requests, realm: `http://${service.host}/token` };
  };

  it.each([
    // One request learns the challenge; the others wait for it.
    ['where it will want to be shown credentials', { auth: { username: 'user', password: 'password' } }, 5],
    ['where it is known to ask for tokens', { profile: 'quay' }, 5],
    // They are sent at once, which spares a round trip where nothing is asked for.
    ['where nothing is known', {}, 8],
  ])(
    'asks for one token for each repository and access, however many wait, %s',
    async (_, settings, count) => {
      const { registry, requests } = await tokens((header) => header?.startsWith('Bearer') === true);
      const client = makeClient({ registries: { [registry.host]: settings } });
      const repository = client.repository(parseRepository(`${registry.host}/app`));
      await Promise.all(['1', '2', '3', '4'].map((tag) => repository.resolve(tag)));
      expect(requests.map(({ scopes }) => scopes)).toEqual([['repository:app:pull']]);
      expect(registry.log).toHaveLength(count);
    },
  );

  it('reads with the token that it writes with', async () => {
    const { registry, requests } = await tokens((header) => header !== undefined);
    const repository = makeClient().repository(parseRepository(`${registry.host}/app`), { writes: true });
    await repository.resolve('1');
    await repository.pushBlob(blob, source);
    await repository.pushManifest(image, '1');
    expect(requests.map(({ scopes }) => scopes)).toEqual([['repository:app:pull,push']]);
  });

  it('asks for both repositories when it mounts', async () => {
    const { registry, requests } = await tokens((header) => header !== undefined);
    const repository = makeClient().repository(parseRepository(`${registry.host}/app`));
    await repository.mountBlob(blob, parseRepository(`${registry.host}/other`));
    expect(requests.map(({ scopes }) => scopes)).toEqual([
      ['repository:app:pull,push', 'repository:other:pull'],
    ]);
  });

  it('shows credentials to the token service, and only the token to the registry', async () => {
    const { registry, requests } = await tokens((header) => header?.startsWith('Bearer') === true);
    const auth = { username: 'user', password: 'password' };
    const client = makeClient({ registries: { [registry.host]: { auth } } });
    await client.repository(parseRepository(`${registry.host}/app`)).resolve('1');
    const basic = `Basic ${Buffer.from('user:password').toString('base64')}`;
    expect(requests.map(({ authorization }) => authorization)).toEqual([basic]);
  });

  it('trades a refresh token by POST', async () => {
    const { registry, requests } = await tokens((header) => header !== undefined);
    const client = makeClient({ credentials: () => Promise.resolve({ identityToken: 'refresh-token' }) });
    await client.repository(parseRepository(`${registry.host}/app`)).resolve('1');
    expect(requests).toMatchObject([{ method: 'POST', authorization: undefined }]);
  });

  it('sends Basic credentials where they are wanted', async () => {
    const stub = await startStub({
      intercept: (request, response) => {
        if (request.headers.authorization?.startsWith('Basic ') === true) return false;
        response.writeHead(401, { 'www-authenticate': 'Basic realm="stub"' }).end();
        return true;
      },
    });
    const name = parseRepository(`${stub.host}/app`);
    const client = makeClient({ credentials: () => Promise.resolve({ username: 'u', password: 'p' }) });
    expect(await client.repository(name).resolve('1')).toBeUndefined();
    await expect(makeClient().repository(name).resolve('1')).rejects.toMatchObject({
      code: 'MIRROR_UNAUTHORIZED',
      place: { registry: stub.host, reference: `${stub.host}/app:1` },
    });
  });

  it('gives up when no token helps', async () => {
    const { registry } = await tokens(() => false);
    const repository = makeClient().repository(parseRepository(`${registry.host}/app`));
    await expect(repository.resolve('1')).rejects.toMatchObject({ code: 'MIRROR_UNAUTHORIZED' });
    expect(registry.log.length).toBeLessThanOrEqual(3);
  });

  it('shows each repository its own credentials', async () => {
    const { registry, requests } = await tokens((header) => header !== undefined);
    const client = makeClient({
      credentials: (_, path) => Promise.resolve({ username: path ?? 'nobody', password: 'password' }),
    });
    await client.repository(parseRepository(`${registry.host}/a/one`)).resolve('1');
    await client.repository(parseRepository(`${registry.host}/b`)).resolve('1');
    const names = requests.map(({ authorization = '' }) =>
      Buffer.from(authorization.replace('Basic ', ''), 'base64').toString(),
    );
    expect(names).toEqual(['a/one:password', 'b:password']);
  });

  it('sends a token for the registry as it is', async () => {
    const { registry, requests } = await tokens((header) => header === 'Bearer given');
    const client = makeClient({ credentials: () => Promise.resolve({ registryToken: 'given' }) });
    expect(await client.repository(parseRepository(`${registry.host}/app`)).resolve('1')).toBeUndefined();
    expect(requests).toEqual([]);
  });

  it('asks once more, for what a 403 says is lacking', async () => {
    let refused = 0;
    const { registry, requests, realm } = await tokens((header) => header !== undefined);
    const { intercept } = registry.behaviour;
    registry.behaviour.intercept = (request, response, stub) => {
      if (request.headers.authorization === undefined || refused > 0) {
        return intercept?.(request, response, stub) === true;
      }
      refused += 1;
      const scope = 'repository:app:pull repository:other:pull';
      const challenge = `Bearer realm="${realm}",scope="${scope}",error="insufficient_scope"`;
      response.writeHead(403, { 'www-authenticate': challenge }).end();
      return true;
    };
    await makeClient()
      .repository(parseRepository(`${registry.host}/app`))
      .resolve('1');
    expect(requests.map(({ scopes }) => scopes)).toEqual([
      ['repository:app:pull'],
      ['repository:app:pull', 'repository:other:pull'],
    ]);
  });

  it('gets a new token when the one for writing is refused before its time', async () => {
    let valid = true;
    const { registry, requests } = await tokens((header) => {
      const accepted = header !== undefined && valid;
      valid = true;
      return accepted;
    });
    const client = makeClient();
    await client.repository(parseRepository(`${registry.host}/app`), { writes: true }).resolve('1');
    valid = false;
    await client
      .repository(parseRepository(`${registry.host}/app`))
      .resolve('2')
      .catch(() => undefined);
    expect(requests.length).toBe(2);
  });

  it.each([
    ['in one header', ['Basic realm="r", Bearer realm="REALM",service="stub"']],
    ['in several headers', ['Negotiate', 'Bearer realm="REALM",service="stub"', 'Basic realm="r"']],
  ])('prefers a token where several schemes are offered %s', async (_, challenges) => {
    const service = await startStub({
      intercept: (_request, response) => {
        response.end(JSON.stringify({ access_token: 'token-of-the-service' }));
        return true;
      },
    });
    const realm = `http://${service.host}/token`;
    const registry = await startStub({
      intercept: (request, response) => {
        if (request.headers.authorization === 'Bearer token-of-the-service') return false;
        response.writeHead(401, { 'www-authenticate': challenges.map((one) => one.replace('REALM', realm)) });
        response.end();
        return true;
      },
    });
    const client = makeClient({ credentials: () => Promise.resolve({ username: 'u', password: 'p' }) });
    expect(await client.repository(parseRepository(`${registry.host}/app`)).resolve('1')).toBeUndefined();
    expect(service.log).toHaveLength(1);
  });

  it('falls back to Basic where the token service does not know the account', async () => {
    const service = await startStub({
      intercept: (_, response) => {
        response.writeHead(401).end();
        return true;
      },
    });
    const registry = await startStub({
      intercept: (request, response) => {
        if (request.headers.authorization?.startsWith('Basic ') === true) return false;
        const challenge = [`Bearer realm="http://${service.host}/token"`, 'Basic realm="r"'];
        response.writeHead(401, { 'www-authenticate': challenge }).end();
        return true;
      },
    });
    const client = makeClient({ credentials: () => Promise.resolve({ username: 'u', password: 'p' }) });
    expect(await client.repository(parseRepository(`${registry.host}/app`)).resolve('1')).toBeUndefined();
  });
});
