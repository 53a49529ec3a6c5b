import { copyGraph, type Statistics } from '@multiarch-mirror/oci';
import { afterEach, describe, expect, it } from 'vitest';
import { buildImage } from '../image/image.ts';
import { buildIndex } from '../image/image-index.ts';
import { pushImage } from '../image/push-image.ts';
import { randomLayer } from '../image/random-layer.ts';
import type { EmbeddedRegistry } from '../registry/embedded-registry.ts';
import type { RecordedRequest } from '../registry/recorded-request.ts';
import { createLab, linesOf, repositoryIn, tally } from './client-lab.fixture.ts';

// What a client counts is compared with what arrived.
const lab = createLab();
afterEach(() => lab.close());

const user = { username: 'somebody', password: 'a secret of the tests' };
const sum = (numbers: number[]): number => numbers.reduce((all, one) => all + one, 0);

/** Requests and bytes of both registries, by the host under which each was asked; nobody reads what comes with a challenge. */
function arrived(registries: EmbeddedRegistry[]): Pick<Statistics, 'requests' | 'bytes'> {
  const all = registries.flatMap(({ requests }) => requests);
  const hosts = [...new Set(all.map(({ headers }) => headers.host ?? ''))];
  const of = (host: string): RecordedRequest[] => all.filter(({ headers }) => headers.host === host);
  return {
    requests: Object.fromEntries(hosts.map((host) => [host, tally(linesOf(of(host)))])),
    bytes: Object.fromEntries(
      hosts.map((host) => [
        host,
        {
          read: sum(of(host).map(({ bytes, status }) => (status === 401 ? 0 : bytes))),
          written: sum(of(host).map(({ bytesReceived }) => bytesReceived)),
        },
      ]),
    ),
  };
}

describe('statistics', () => {
  it('are what arrived, by host and kind: tokens, redirects, repeated requests, large blobs', async () => {
    let failures = 2;
    const source = await lab.registry({
      auth: { ...user, kind: 'token' },
      blobsElsewhere: true,
      onRequest: ({ method, kind }) => {
        if (method !== 'GET' || kind !== 'manifest' || failures === 0) return undefined;
        failures -= 1;
        return { kind: 'answer', status: 503, body: 'busy' };
      },
    });
    const destination = await lab.registry({ auth: { ...user, kind: 'basic' } });
    const registries = { [source.host]: { auth: user }, [destination.host]: { auth: user } };
    const platforms = ['amd64', 'arm64'].map((architecture) => ({ os: 'linux', architecture }));
    const layer = await randomLayer(2_500_000, 'statistics');
    const image = buildIndex(
      await Promise.all(
        platforms.map((platform) => buildImage({ platform, layers: [layer], files: { a: 'b' } })),
      ),
    );
    await pushImage(repositoryIn(lab.client({ registries }), source, 'app', true), image, 'v1');
    source.resetRequests();

    const client = lab.client({ registries });
    const [from, to] = [repositoryIn(client, source, 'app'), repositoryIn(client, destination, 'copy', true)];
    expect(client.statistics).toEqual({ requests: {}, bytes: {}, bytesRead: 0, bytesWritten: 0 });
    await to.tags().catch(() => undefined);
    await copyGraph({ from, to, root: image.manifest.descriptor });
    await to.pushManifest(image.manifest, 'v1');
    await from.referrers(image.manifest.descriptor.digest);
    await to.tags();

    const { requests, bytes, bytesRead, bytesWritten } = client.statistics;
    const expected = arrived([source, destination]);
    expect(requests).toEqual(expected.requests);
    expect(bytes).toEqual(expected.bytes);
    expect(bytesRead).toBe(sum(Object.values(bytes).map(({ read }) => read)));
    expect(bytesWritten).toBe(sum(Object.values(bytes).map(({ written }) => written)));
    // The redirected blobs have a host of their own, and manifests were asked for again: once after the challenge, twice after a failure.
    expect(requests[source.localhost]).toEqual({ 'GET blob': 4 });
    expect(requests[source.host]).toMatchObject({ 'GET manifest': 6, 'GET token': 1 });
  });
});
