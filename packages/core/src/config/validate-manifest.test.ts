import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { formatPlatform, formatRepository } from '@multiarch-mirror/oci';
import { describe, expect, it } from 'vitest';
import { configOf, faults, manifest } from './manifest.fixture.ts';
import { validateManifest } from './validate-manifest.ts';

describe('mirror.config.yaml at the root', () => {
  it('is valid', async () => {
    const file = fileURLToPath(new URL('../../../../mirror.config.yaml', import.meta.url));
    const { config, errors, warnings } = validateManifest(await readFile(file, 'utf8'), {
      file,
      environment: {},
    });
    expect(errors).toBeUndefined();
    expect(warnings).toEqual([]);
    expect(config?.images.map(({ repository }) => formatRepository(repository))).toEqual([
      'ghcr.io/this-is-tobi/mirror/mattermost',
      'ghcr.io/this-is-tobi/mirror/outline',
    ]);
  });
});

describe('validateManifest', () => {
  it('applies defaults, and what an image says over them', () => {
    const { images } = configOf(`
version: 1
destination: ghcr.io/acme/mirror
defaults: {platforms: [linux/arm/v7], missingPlatform: wait, minimumAge: 1h 30m, tags: {semver: "*"}}
plugins: [trivy-sbom, {use: verify, with: {anonymous: true}}]
images:
  - source: docker.io/acme/app
  - source: registry.k8s.io/pause
    name: base/pause
    tags: ["3.10"]
    platforms: all
    missingPlatform: allow
    minimumAge: 3d
    plugins: []
    destination: localhost:5000/base
    deny: [{tag: "3.9", reason: broken}]
`);
    const [first, second] = images;
    expect(first).toMatchObject({
      name: 'app',
      position: { line: 7, column: 5 },
      missingPlatform: 'wait',
      minimumAge: 5_400_000,
      tags: { kind: 'window', semver: '*', exclude: [], latest: false, prereleases: false, aliases: false },
      plugins: [
        { use: 'trivy-sbom', options: {} },
        { use: 'verify', options: { anonymous: true } },
      ],
      deny: [],
    });
    expect(first?.platforms).toEqual([{ os: 'linux', architecture: 'arm', variant: 'v7' }]);
    expect(second).toMatchObject({
      name: 'base/pause',
      repository: { transport: 'registry', registry: 'localhost:5000', path: 'base/base/pause' },
      platforms: 'all',
      missingPlatform: 'allow',
      minimumAge: 259_200_000,
      tags: { kind: 'literal', tags: ['3.10'] },
      plugins: [],
      deny: [{ tag: '3.9', reason: 'broken' }],
    });
  });

  it('takes amd64 and arm64, and fails without them, where nothing is said', () => {
    const [image] = configOf(manifest('')).images;
    expect(image?.platforms).toEqual([
      { os: 'linux', architecture: 'amd64' },
      { os: 'linux', architecture: 'arm64' },
    ]);
    expect(image?.missingPlatform).toBe('fail');
  });

  it('reads an assembly, with its own platforms and absolute layouts', () => {
    const [image] = configOf(
      manifest(
        '',
        '{name: a, sources: {linux/amd64: "docker.io/acme/a:{tag}", linux/arm64: "oci:./b:{tag}"}, tagsFrom: linux/aarch64, tags: {semver: "*"}}',
      ),
    ).images;
    expect(image?.source).toMatchObject({
      kind: 'assembly',
      parts: [{ template: 'docker.io/acme/a:{tag}' }, { template: 'oci:/etc/mirror/b:{tag}' }],
      tagsFrom: 1,
    });
    expect(image?.platforms === 'all' ? [] : image?.platforms.map(formatPlatform)).toEqual([
      'linux/amd64',
      'linux/arm64',
    ]);
  });

  it('resolves paths from the directory of the manifest', () => {
    const config = configOf(
      'version: 1\ndestination: oci:./out\nimages: [{source: oci:./in/app, tags: [a]}]\nsigstore: {trustedRoot: root.json}\nregistries: {r.acme.dev: {ca: ../ca.pem}}',
    );
    expect(config.images[0]?.source).toEqual({
      kind: 'repository',
      repository: { transport: 'layout', directory: '/etc/mirror/in/app' },
    });
    expect(config.images[0]?.repository).toEqual({ transport: 'layout', directory: '/etc/mirror/out/app' });
    expect(config.sigstore.trustedRoot).toBe('/etc/mirror/root.json');
    expect(config.registries['r.acme.dev']?.ca).toBe('/etc/ca.pem');
  });

  it('puts the command line over everything', () => {
    const text = manifest('', '{source: a.dev/x, destination: b.dev/y, tags: {semver: "*", keep: 3}}');
    const { images, destination } = configOf(text, { destination: 'localhost:5000/test', keep: 1 });
    expect(formatRepository(destination)).toBe('localhost:5000/test');
    expect(images).toMatchObject([
      { repository: { registry: 'localhost:5000', path: 'test/x' }, tags: { keep: 1 } },
    ]);
    expect(faults(text, { destination: 'Nowhere' })).toEqual(['undefined:undefined REFERENCE']);
    expect(faults(text, { keep: 0 })).toEqual(['undefined:undefined VALUE']);
  });

  it('reads a BOM, CRLF, anchors, aliases and merge keys', () => {
    const text = [
      '\uFEFFversion: 1',
      'destination: ghcr.io/acme/mirror',
      'images:',
      '  - &base {source: docker.io/acme/app, tags: &tags [a], platforms: [linux/amd64]}',
      '  - {<<: *base, name: other, tags: *tags}',
      '',
    ].join('\r\n');
    expect(configOf(text).images).toMatchObject([{ name: 'app' }, { name: 'other', tags: { tags: ['a'] } }]);
  });

  it('finds faults behind an alias and a merge key where they are written', () => {
    const text = `version: 1
destination: ghcr.io/acme/mirror
images:
  - &base {source: docker.io/acme/app, tags: [a], platforms: [nonsense]}
  - {<<: *base, name: other}
  - {name: third, source: &same docker.io/Acme, tags: [a]}
  - {name: fourth, source: *same, tags: [a]}
`;
    expect(faults(text)).toEqual(['4:63 VALUE', '6:33 REFERENCE']);
  });
});
