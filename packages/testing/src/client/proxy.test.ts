import type { RequestListener } from 'node:http';
import { collect, type OciClient, type OciClientOptions, type Repository } from '@multiarch-mirror/oci';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { blobOf } from '../image/blob.ts';
import { buildImage } from '../image/image.ts';
import { pushImage } from '../image/push-image.ts';
import { randomLayer } from '../image/random-layer.ts';
import { type ClosedInternet, openClosedInternet } from '../internet/closed-internet.ts';
import { createRegistry } from '../registry/embedded-registry.ts';
import { createLab } from './client-lab.fixture.ts';
import { noProxy, setEnvironment } from './environment.fixture.ts';

// Names that no resolver knows (RFC 6761): what is reached under them is reached by the proxy.
const host = 'registry.acme.invalid';
const user = { username: 'somebody', password: 'a secret of the tests' };
const lab = createLab();
const undo: (() => void | Promise<void>)[] = [];
let internet: ClosedInternet;
let hosts: Record<string, RequestListener>;

beforeEach(async () => {
  const registry = createRegistry({ auth: { ...user, kind: 'token' } });
  hosts = { [host]: registry.handler, 'storage.invalid': (_, response) => response.writeHead(404).end() };
  internet = await openClosedInternet(hosts);
  undo.push(
    () => registry.close(),
    () => internet.close(),
    setEnvironment({ ...noProxy }),
  );
});
afterEach(async () => {
  await lab.close();
  for (const one of undo.splice(0).reverse()) await one();
});

/** A client in an environment with these variables; `{}`: by the proxy, trusting the internet behind it. */
function clientWith(
  variables: Record<string, string | undefined>,
  options: OciClientOptions = {},
  settings: object = {},
): OciClient {
  undo.push(setEnvironment(variables));
  return lab.client({
    registries: { [host]: { auth: user, ca: internet.authority, ...settings } },
    ...options,
  });
}

const at = (client: OciClient, registry = host): Repository =>
  client.repository({ transport: 'registry', registry, path: 'team/app' }, { writes: true });

describe('a proxy', () => {
  it.each(['HTTPS_PROXY', 'https_proxy'])(
    'of %s is used for everything: tokens, pushes, large blobs',
    async (name) => {
      const repository = at(clientWith({ [name]: internet.proxy }));
      const platform = { os: 'linux', architecture: 'amd64' };
      const image = await buildImage({ platform, layers: [await randomLayer(3_000_000, 'proxy')] });
      await pushImage(repository, image, 'v1');
      expect((await repository.manifest('v1')).descriptor).toEqual(image.manifest.descriptor);
      for (const { descriptor } of image.layers)
        expect(await collect(await repository.blob(descriptor), 4_000_000)).toHaveLength(descriptor.size);
      expect(new Set(internet.connections)).toEqual(new Set([`${host}:443`]));
    },
  );

  it('of HTTP_PROXY is used for a registry without TLS', async () => {
    const client = clientWith({ HTTP_PROXY: internet.proxy }, {}, { insecure: true });
    await expect(at(client).tags()).rejects.toMatchObject({ code: 'MIRROR_REPOSITORY_UNKNOWN' });
    expect(internet.connections).toContain(`${host}:80`);
  });

  it.each([host, '.acme.invalid', 'acme.invalid,other.dev', '*'])(
    'is passed by for what NO_PROXY names: %s',
    async (names) => {
      const client = clientWith({ HTTPS_PROXY: internet.proxy, NO_PROXY: names }, { retry: { attempts: 1 } });
      await expect(at(client).resolve('v1')).rejects.toMatchObject({ code: 'MIRROR_REGISTRY_UNREACHABLE' });
      expect(internet.connections).toEqual([]);
    },
  );

  it.each(['other.invalid', 'registry.acme', 'xregistry.acme.invalid'])(
    'is used for what NO_PROXY does not name: %s',
    async (names) => {
      const client = clientWith({ HTTPS_PROXY: internet.proxy, NO_PROXY: names });
      await expect(at(client).tags()).rejects.toMatchObject({ code: 'MIRROR_REPOSITORY_UNKNOWN' });
      expect(internet.connections).toContain(`${host}:443`);
    },
  );

  it('is never used for loopback', async () => {
    const registry = await lab.registry();
    const client = clientWith({ HTTPS_PROXY: internet.proxy, HTTP_PROXY: internet.proxy });
    expect(await at(client, registry.host).resolve('v1')).toBeUndefined();
    expect(internet.connections).toEqual([]);
  });

  it('gets its own credentials, and they are in no error', async () => {
    internet.credentials = 'clerk:proxy-password';
    const right = internet.proxy.replace('//', '//clerk:proxy-password@');
    await expect(at(clientWith({ HTTPS_PROXY: right })).tags()).rejects.toMatchObject({
      code: 'MIRROR_REPOSITORY_UNKNOWN',
    });
    const wrong = internet.proxy.replace('//', '//clerk:other-password@');
    const error: unknown = await at(clientWith({ HTTPS_PROXY: wrong }, { retry: { attempts: 1 } }))
      .tags()
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'MIRROR_REGISTRY_UNREACHABLE' });
    expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain('other-password');
  });

  it('that does not know the host is told apart from a registry that answers', async () => {
    const client = clientWith({ HTTPS_PROXY: internet.proxy }, { retry: { attempts: 1 } });
    await expect(at(client, 'none.acme.invalid').resolve('v1')).rejects.toMatchObject({
      code: 'MIRROR_REGISTRY_UNREACHABLE',
      place: { registry: 'none.acme.invalid' },
    });
  });
});

describe('where a public registry points', () => {
  const blob = blobOf('text/plain', 'some content');
  /** Requests to what the registry points to. */
  let seen: { url: string; authorization: string | undefined }[];
  const note: RequestListener = ({ url = '', headers }, response) => {
    seen.push({ url, authorization: headers.authorization });
    response.end('some content');
  };
  /** A registry with Basic authorisation that answers what is asked of it with these headers. */
  const pointing =
    (status: number, headers: Record<string, string>): RequestListener =>
    (request, response) => {
      request.resume();
      if (request.headers.authorization === undefined)
        response.writeHead(401, { 'www-authenticate': 'Basic realm="r"' }).end();
      else response.writeHead(status, headers).end();
    };

  beforeEach(() => {
    seen = [];
  });
  const client = (): OciClient => clientWith({ HTTPS_PROXY: internet.proxy, HTTP_PROXY: internet.proxy });

  it('another public host is followed, without the credentials', async () => {
    hosts['storage.invalid'] = note;
    hosts[host] = pointing(307, { location: 'https://storage.invalid/data?signature=a%2Fb' });
    expect(Buffer.from(await collect(await at(client()).blob(blob.descriptor), 100)).toString()).toBe(
      'some content',
    );
    expect(seen).toEqual([{ url: '/data?signature=a%2Fb', authorization: undefined }]);
  });

  it.each<[what: string, location: (own: string) => string]>([
    ['this machine', (own) => `http://${own}/x`],
    ['this machine over TLS', (own) => `https://${own}/x`],
    ['the metadata of a cloud', () => 'https://169.254.169.254/latest/meta-data'],
    ['a private network', () => 'https://10.1.2.3/x'],
    ['plain text', () => 'http://storage.invalid/x'],
  ])('%s is not, for a blob, an upload or a token', async (_, location) => {
    const own = await lab.registry();
    hosts['storage.invalid'] = note;
    const target = location(own.host);
    const refused = { code: 'MIRROR_REDIRECT_REFUSED', place: { registry: host } };
    hosts[host] = pointing(307, { location: target });
    await expect(at(client()).blob(blob.descriptor)).rejects.toMatchObject(refused);
    hosts[host] = (request, response) =>
      pointing(request.method === 'HEAD' ? 404 : 202, { location: target })(request, response);
    await expect(at(client()).pushBlob(blob.descriptor, blob.open)).rejects.toMatchObject(refused);
    hosts[host] = (request, response) => {
      request.resume();
      response.writeHead(401, { 'www-authenticate': `Bearer realm="${target}",service="r"` }).end();
    };
    await expect(at(client()).resolve('v1')).rejects.toMatchObject(refused);
    expect([seen, own.requests]).toEqual([[], []]);
  });

  it('its own name in plain text means itself over TLS', async () => {
    hosts[host] = (request, response) => {
      if (request.url === '/data') note(request, response);
      else pointing(307, { location: `http://${host}/data` })(request, response);
    };
    await collect(await at(client()).blob(blob.descriptor), 100);
    expect(seen).toHaveLength(1);
    expect(new Set(internet.connections)).toEqual(new Set([`${host}:443`]));
  });

  it('the next page of a list on another host is asked of the registry itself', async () => {
    hosts['storage.invalid'] = note;
    hosts[host] = (request, response) => {
      if (request.url?.includes('last=a') === true) response.end('{"tags":["b"]}');
      else {
        const link = '<https://storage.invalid/v2/team/app/tags/list?last=a>; rel="next"';
        response.writeHead(200, { link }).end('{"tags":["a"]}');
      }
    };
    expect(await at(client()).tags()).toEqual(['a', 'b']);
    expect(seen).toEqual([]);
  });
});
