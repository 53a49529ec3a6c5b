import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { collect, copyGraph, type OciClientOptions, type Repository } from '@multiarch-mirror/oci';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { blobOf } from '../image/blob.ts';
import { buildImage } from '../image/image.ts';
import { pushImage } from '../image/push-image.ts';
import { randomLayer } from '../image/random-layer.ts';
import { createTlsAuthority, type TlsAuthority } from '../internet/certificate-authority.ts';
import { createRegistry, type Registry } from '../registry/embedded-registry.ts';
import type { RegistryOptions } from '../registry/options.ts';
import { createLab } from './client-lab.fixture.ts';
import { noProxy, setEnvironment } from './environment.fixture.ts';

const lab = createLab();
const user = { username: 'somebody', password: 'a secret of the tests' };
const platform = { os: 'linux', architecture: 'amd64' };

let directory: string;
let authority: TlsAuthority;
let file: string;
const undo: (() => void | Promise<void>)[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tls-'));
  authority = await createTlsAuthority();
  file = join(directory, 'authority.pem');
  await writeFile(file, authority.certificate);
  undo.push(setEnvironment({ ...noProxy, SSL_CERT_FILE: undefined }));
});
afterEach(async () => {
  await lab.close();
  for (const one of undo.splice(0).reverse()) await one();
  await rm(directory, { recursive: true });
});

/** A registry over TLS, `127.0.0.1:PORT` and `localhost:PORT`, with a certificate for these names. */
async function encrypted(
  options: RegistryOptions = {},
  names = ['127.0.0.1', 'localhost'],
): Promise<Registry & { host: string }> {
  const registry = createRegistry(options);
  const server = createServer(await authority.certify(...names), registry.handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  undo.push(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
    await registry.close();
  });
  return { ...registry, host: `127.0.0.1:${(server.address() as AddressInfo).port}` };
}

function open(host: string, settings: object, options: OciClientOptions = {}): Repository {
  const client = lab.client({ registries: { [host]: { insecure: false, ...settings } }, ...options });
  return client.repository({ transport: 'registry', registry: host, path: 'app' }, { writes: true });
}

describe('a registry with an authority of its own', () => {
  it('is not trusted, and the error says how to do that', async () => {
    const { host, requests } = await encrypted();
    await expect(open(host, {}).resolve('v1')).rejects.toMatchObject({
      code: 'MIRROR_REGISTRY_UNREACHABLE',
      place: { registry: host },
      hint: expect.stringContaining('ca: FILE'),
    });
    expect(requests).toEqual([]);
  });

  it('is trusted by the file of the registry: for tokens, pushes, redirects, small and large blobs', async () => {
    const registry = await encrypted({ auth: { ...user, kind: 'token' }, blobsElsewhere: true });
    const image = await buildImage({ platform, layers: [await randomLayer(3_000_000, 'tls')] });
    const settings = { ca: file, auth: user };
    await pushImage(open(registry.host, settings), image, 'v1');
    const reader = open(registry.host, settings);
    expect((await reader.manifest('v1')).descriptor).toEqual(image.manifest.descriptor);
    for (const { descriptor } of [image.config, ...image.layers])
      expect(await collect(await reader.blob(descriptor), 4_000_000)).toHaveLength(descriptor.size);
    const elsewhere = registry.requests.filter(({ headers }) => headers.host !== registry.host);
    expect(elsewhere.length).toBeGreaterThan(0);
    expect(elsewhere.filter(({ headers }) => headers.authorization !== undefined)).toEqual([]);
  });

  it('gives and takes huge blobs, many after one another over the same connections', async () => {
    const [source, destination] = [await encrypted(), await encrypted()];
    const layers = await Promise.all(
      Array.from({ length: 6 }, (_, number) => randomLayer(33 * 1024 * 1024, `huge ${number}`)),
    );
    const image = await buildImage({ platform, layers });
    await pushImage(open(source.host, { ca: file }), image, 'v1');
    const to = open(destination.host, { ca: file });
    const copied = await copyGraph({
      from: open(source.host, { ca: file }),
      to,
      root: image.manifest.descriptor,
    });
    expect(copied.blobsCopied).toBe(7);
    expect((await to.manifest(image.manifest.descriptor.digest)).bytes).toEqual(image.manifest.bytes);
  });

  it('is trusted by SSL_CERT_FILE', async () => {
    const { host } = await encrypted();
    undo.push(setEnvironment({ SSL_CERT_FILE: file }));
    expect(await open(host, {}).resolve('v1')).toBeUndefined();
  });

  it.each([
    ['NODE_EXTRA_CA_CERTS', (): Record<string, string> => ({ NODE_EXTRA_CA_CERTS: file })],
    ['SSL_CERT_FILE', (): Record<string, string> => ({ SSL_CERT_FILE: file })],
    ['nothing', (): Record<string, string> => ({})],
  ])('is trusted by a process with %s as far as that goes', async (what, variables) => {
    const { host } = await encrypted();
    const program = join(import.meta.dirname, 'tag-reader.fixture.ts');
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--conditions=@mirror/source', program, host, 'app', 'v1'],
      { env: { PATH: process.env.PATH, ...variables() } },
    );
    expect(stdout).toBe(what === 'nothing' ? 'MIRROR_REGISTRY_UNREACHABLE' : 'none');
  });

  it('is trusted by its own file alone, not by that of another registry', async () => {
    const [trusted, other] = [await encrypted(), await encrypted()];
    const options = {
      registries: { [trusted.host]: { insecure: false, ca: file }, [other.host]: { insecure: false } },
    };
    expect(await open(trusted.host, {}, options).resolve('v1')).toBeUndefined();
    await expect(open(other.host, {}, options).resolve('v1')).rejects.toMatchObject({
      code: 'MIRROR_REGISTRY_UNREACHABLE',
    });
  });

  it('is not trusted under a name that its certificate does not have', async () => {
    const { host, requests } = await encrypted({}, ['registry.acme.dev']);
    const blob = blobOf('text/plain', 'x'.repeat(2_000_000));
    for (const reading of [
      () => open(host, { ca: file }).resolve('v1'),
      () => open(host, { ca: file }).blob(blob.descriptor),
    ])
      await expect(reading()).rejects.toMatchObject({ code: 'MIRROR_REGISTRY_UNREACHABLE' });
    expect(requests).toEqual([]);
  });
});

describe('the scheme', () => {
  it('of a plain registry that is asked over TLS is told, with the mend', async () => {
    const { host } = await lab.registry();
    await expect(open(host, {}, { retry: { attempts: 1 } }).resolve('v1')).rejects.toMatchObject({
      code: 'MIRROR_REGISTRY_UNREACHABLE',
      hint: expect.stringContaining('insecure: true'),
    });
  });

  it('is never plain by itself: a registry with TLS is not asked without', async () => {
    const { host, requests } = await encrypted();
    const plain = open(host, { insecure: true }, { retry: { attempts: 1 } });
    await expect(plain.resolve('v1')).rejects.toMatchObject({
      code: expect.stringMatching(/^MIRROR_REGISTRY_/),
    });
    expect(requests).toEqual([]);
  });
});
