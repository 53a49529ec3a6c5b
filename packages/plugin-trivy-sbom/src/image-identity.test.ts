import { fakeImageContext } from '@multiarch-mirror/testing';
import { describe, expect, it } from 'vitest';
import { imageName, platformIdentity, spdxTime } from './image-identity.ts';

const digest = `sha256:${'0a'.repeat(32)}`;

describe('imageName', () => {
  it.each([
    [
      'a registry',
      'ghcr.io',
      'acme/mirror/app',
      `pkg:oci/app@${digest}?arch=arm64&repository_url=ghcr.io%2Facme%2Fmirror%2Fapp`,
    ],
    [
      'a port',
      'localhost:5000',
      'app',
      `pkg:oci/app@${digest}?arch=arm64&repository_url=localhost:5000%2Fapp`,
    ],
    [
      'Docker Hub',
      'docker.io',
      'acme/app',
      `pkg:oci/app@${digest}?arch=arm64&repository_url=index.docker.io%2Facme%2Fapp`,
    ],
  ])('writes the purl of %s as Trivy does', (_name, registry, path, purl) => {
    const repository = { transport: 'registry', registry, path } as const;
    expect(imageName({ repository, reference: `${registry}/${path}` }, digest, 'arm64')).toEqual({
      name: `${registry}/${path}@${digest}`,
      purl,
    });
  });

  it('knows no URL of a layout on disk, and no architecture of an index', () => {
    const repository = { transport: 'layout', directory: './out/App/' } as const;
    expect(imageName({ repository, reference: 'oci:./out/App' }, digest).purl).toBe(`pkg:oci/app@${digest}`);
  });
});

describe('platformIdentity', () => {
  it('takes architecture and time from the config', async () => {
    const image = fakeImageContext({
      platforms: { 'linux/arm/v7': { created: '2023-01-02T03:04:05.678+02:00' } },
      index: false,
    });
    const [platform] = image.platforms;
    if (platform === undefined) throw new Error('no platform');
    expect(await platformIdentity(image, platform)).toMatchObject({
      created: '2023-01-02T01:04:05Z',
      purl: expect.stringContaining('?arch=arm&'),
    });
  });
});

describe('spdxTime', () => {
  it.each([
    ['nanoseconds', '2024-05-06T07:08:09.123456789Z', '2024-05-06T07:08:09Z'],
    ['the time of reproducible builds', '1970-01-01T00:00:00Z', '1970-01-01T00:00:00Z'],
    ['the zero time of Go', '0001-01-01T00:00:00Z', '0001-01-01T00:00:00Z'],
    ['nothing', undefined, '1970-01-01T00:00:00Z'],
    ['nonsense', 'yesterday', '1970-01-01T00:00:00Z'],
    ['a year that SPDX cannot say', '+012024-05-06T07:08:09Z', '1970-01-01T00:00:00Z'],
  ])('reads %s', (_name, created, expected) => {
    expect(spdxTime(created)).toBe(expected);
  });
});
