import { describe, expect, it } from 'vitest';
import { endpointOf, followable } from './endpoint.ts';
import { parseRetryAfter } from './retry.ts';

describe('endpointOf', () => {
  it.each([
    ['docker.io', undefined, 'https://registry-1.docker.io'],
    ['ghcr.io', undefined, 'https://ghcr.io'],
    ['ghcr.io', true, 'http://ghcr.io'],
    ['localhost:5000', undefined, 'http://localhost:5000'],
    ['127.0.0.9:5000', undefined, 'http://127.0.0.9:5000'],
    ['[::1]:5000', undefined, 'http://[::1]:5000'],
    ['localhost:5000', false, 'https://localhost:5000'],
    ['10.0.0.1:5000', undefined, 'https://10.0.0.1:5000'],
  ])('%s with insecure %s is %s', (registry, insecure, origin) => {
    expect(endpointOf(registry, insecure === undefined ? {} : { insecure }).origin.origin).toBe(origin);
  });
});

describe('followable', () => {
  const base = new URL('https://192.0.2.1/v2/a/blobs/uploads/');
  const publicRegistry = endpointOf('192.0.2.1');

  it.each([
    ['a path', '/v2/a/blobs/uploads/1?x=%2B', 'https://192.0.2.1/v2/a/blobs/uploads/1?x=%2B'],
    ['a relative path', '1?x=1', 'https://192.0.2.1/v2/a/blobs/uploads/1?x=1'],
    ['another host', 'https://198.51.100.7/x', 'https://198.51.100.7/x'],
    ['itself without TLS', 'http://192.0.2.1/x', 'https://192.0.2.1/x'],
    ['credentials in the URL', 'https://u:p@198.51.100.7/x', 'https://198.51.100.7/x'],
  ])('follows %s', async (_, location, expected) => {
    expect((await followable(publicRegistry, location, base)).href).toBe(expected);
  });

  it.each([
    ['out of TLS', 'http://198.51.100.7/x'],
    ['a private address', 'https://10.1.2.3/x'],
    ['loopback', 'https://127.0.0.1/x'],
    ['a link-local address', 'https://169.254.169.254/latest/meta-data'],
    ['a mapped address', 'https://[::ffff:10.0.0.1]/x'],
    ['localhost', 'https://localhost/x'],
    ['another scheme', 'file:///etc/passwd'],
  ])('does not follow %s from a public registry', async (_, location) => {
    await expect(followable(publicRegistry, location, base)).rejects.toMatchObject({
      code: 'MIRROR_REDIRECT_REFUSED',
    });
  });

  it('follows a private registry to a private address', async () => {
    const endpoint = endpointOf('10.0.0.1:5000');
    expect((await followable(endpoint, 'https://10.0.0.2/x', endpoint.origin)).host).toBe('10.0.0.2');
  });
});

describe('parseRetryAfter', () => {
  it.each([
    ['2', 2000],
    ['0.5', 500],
    ['10.3ms', 10],
    ['0', 0],
    ['1.5s', 1500],
    ['1m30s', 90_000],
    ['2h0m0.5s', 7_200_500],
    ['500µs', 0],
    ['2026-11-23T00:00:00Z', Date.UTC(2026, 10, 23)],
    ['-5', undefined],
    ['5 minutes', undefined],
    ['10x', undefined],
    ['', undefined],
    ['Thu, 01 Jan 1970 00:00:07 GMT', 7000],
    ['soon', undefined],
    [undefined, undefined],
  ])('%s', (value, expected) => {
    expect(parseRetryAfter(value, 0)?.getTime()).toBe(expected);
  });
});
