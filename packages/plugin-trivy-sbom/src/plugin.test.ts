import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { predicateTypes } from '@multiarch-mirror/attest';
import { type Exec, type ImagePlatform, Sbom } from '@multiarch-mirror/core';
import { MirrorError } from '@multiarch-mirror/errors';
import {
  type FakeImageContext,
  type FakeImageOptions,
  fakeImageContext,
  fakeRunContext,
} from '@multiarch-mirror/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bomText } from './cyclonedx/testdata/boms.fixture.ts';
import plugin from './plugin.ts';
import type { SpdxDocument } from './spdx/spdx-document.ts';
import { fixtureText } from './spdx/testdata/documents.fixture.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mirror-sbom-'));
});
afterEach(() => rm(directory, { recursive: true }));

/** Stands in for Trivy: writes a real document of either platform. */
function fakeTrivy(scans: string[] = [], change = (text: string) => text): Exec {
  return async (_command, args) => {
    const output = args[args.indexOf('--output') + 1] ?? '';
    scans.push(output);
    const architecture = scans.length % 2 === 1 ? 'amd64' : 'arm64';
    const spdx = args.includes('spdx-json');
    await writeFile(output, change(spdx ? fixtureText(`layout-${architecture}`) : bomText(architecture)));
    return { stdout: '', stderr: '' };
  };
}

function setUp(options: FakeImageOptions = {}) {
  const scans: string[] = [];
  const run = fakeRunContext({ exec: async () => ({ stdout: '{"Version": "0.74.0"}', stderr: '' }) });
  const image = fakeImageContext({ exec: fakeTrivy(scans), temporaryDirectory: directory, ...options });
  return { scans, run, image, hooks: plugin.create({}, run) };
}

const predicateType = predicateTypes.spdx;

/** The least that is an SBOM of a subject; of an index with these platforms. */
function describing({ digest }: { digest: string }, platforms: readonly ImagePlatform[] = []) {
  return {
    packages: [{ SPDXID: 'SPDXRef-Root', versionInfo: digest }],
    relationships: [{ relationshipType: 'DESCRIBES', relatedSpdxElement: 'SPDXRef-Root' }],
    variants: platforms.map(({ descriptor }) => descriptor.digest),
  };
}

describe('trivy-sbom', () => {
  it('records the version of Trivy for provenance', async () => {
    const { run, hooks } = setUp();
    await hooks.check?.();
    expect(run.tools.get('trivy')).toBe('0.74.0');
  });

  it('attaches a document to each platform and one to the index', async () => {
    const { image, hooks, scans } = setUp();
    expect(await hooks.inspect?.(image)).toBe('missing');
    await hooks.attest?.(image);
    const subjects = [...image.platforms.map(({ descriptor }) => descriptor.digest), image.root.digest];
    expect(image.attached.map(({ subject }) => subject.digest)).toEqual(subjects);
    expect(image.attached.map(({ predicate }) => (predicate as SpdxDocument).name)).toEqual(
      subjects.map((digest) => `${image.reference}@${digest}`),
    );
    expect(scans).toHaveLength(2);
    expect(image.read(Sbom).map(({ subject }) => subject.digest)).toEqual(subjects);
  });

  it('attaches CycloneDX where it is asked for, and looks at published images again for that', async () => {
    const { image, run } = setUp();
    const hooks = plugin.create({ format: 'cyclonedx' }, run);
    await hooks.inspect?.(image);
    await hooks.attest?.(image);
    expect(image.attached.map(({ predicateType: type }) => type)).toEqual(
      [1, 2, 3].map(() => 'https://cyclonedx.org/bom'),
    );
    expect(image.attached.at(-1)?.predicate).toMatchObject({
      bomFormat: 'CycloneDX',
      metadata: { component: { name: `${image.reference}@${image.root.digest}` } },
    });
    expect(hooks.fingerprint?.()).not.toBe(plugin.create({}, run).fingerprint?.());
  });

  it('warns where scanners would read one of several operating systems', async () => {
    const change = (text: string) => text.replace('"versionInfo": "12.15"', '"versionInfo": "13.1"');
    const scans: string[] = [];
    const exec = fakeTrivy(scans, (text) => (scans.length === 1 ? text : change(text)));
    const { image, hooks } = setUp({ exec });
    await hooks.attest?.(image);
    expect(image.warnings).toEqual([expect.stringContaining('debian 12.15')]);
    expect(image.warnings[0]).toContain('debian 13.1');
  });

  it.each([
    ['no JSON', 'FATAL nonsense'],
    ['null', 'null'],
    ['holes', '{"spdxVersion":"SPDX-2.3","packages":[null],"relationships":[null]}'],
  ])('names the platform where Trivy writes nonsense: %s', async (_name, text) => {
    const { image, hooks } = setUp({ exec: fakeTrivy([], () => text) });
    await expect(hooks.attest?.(image)).rejects.toMatchObject({
      code: 'MIRROR_SBOM_INVALID',
      message: expect.stringContaining('linux/amd64'),
    });
    expect(image.attached).toEqual([]);
  });

  it('attaches a single document to an image without an index', async () => {
    const { image, hooks } = setUp({ index: false, platforms: { 'linux/amd64': {} } });
    await hooks.inspect?.(image);
    await hooks.attest?.(image);
    expect(image.attached.map(({ subject }) => subject)).toEqual([image.root]);
  });

  it('adds only the document of a platform that lacks it', async () => {
    const { image, hooks, scans } = setUp();
    const [first, second] = image.platforms;
    if (first === undefined || second === undefined) throw new Error('no platforms');
    image.standing.push({
      subject: image.root,
      predicateType,
      predicate: describing(image.root, image.platforms),
    });
    image.standing.push({
      subject: first.descriptor,
      predicateType,
      predicate: describing(first.descriptor),
    });
    expect(await hooks.inspect?.(image)).toBe('broken');
    await hooks.attest?.(image);
    expect(image.attached.map(({ subject }) => subject)).toEqual([second.descriptor]);
    expect(scans).toHaveLength(1);
    expect(image.read(Sbom)).toHaveLength(3);
    // What stands is handed over as it is, to be completed where one of its formats is missing.
    expect(image.asked).toContainEqual({
      subject: image.root,
      predicateType,
      predicate: describing(image.root, image.platforms),
    });
  });

  it('scans every platform when only the index lacks its document', async () => {
    const { image, hooks, scans } = setUp();
    for (const { descriptor } of image.platforms) {
      image.standing.push({ subject: descriptor, predicateType, predicate: describing(descriptor) });
    }
    await hooks.inspect?.(image);
    await hooks.attest?.(image);
    expect(image.attached.map(({ subject }) => subject)).toEqual([image.root]);
    expect(scans).toHaveLength(2);
  });

  it('emits what it found, and attaches nothing then', async () => {
    const { image, hooks, scans } = setUp();
    for (const subject of [image.root, ...image.platforms.map(({ descriptor }) => descriptor)]) {
      image.standing.push({ subject, predicateType, predicate: describing(subject, image.platforms) });
    }
    expect(await hooks.inspect?.(image)).toBe('complete');
    expect(image.read(Sbom).map(({ document }) => document)).toContainEqual(
      describing(image.root, image.platforms),
    );
    expect(scans).toEqual([]);
  });

  it.each(['spdx', 'cyclonedx'] as const)(
    'adopts what it has made itself, in the format %s',
    async (format) => {
      const { image, run } = setUp();
      const hooks = plugin.create({ format }, run);
      expect(await hooks.inspect?.(image)).toBe('missing');
      await hooks.attest?.(image);
      expect(await hooks.inspect?.(image)).toBe('complete');
    },
  );

  it.each<[string, (image: FakeImageContext) => unknown]>([
    [
      'has the name of the index and the packages of one platform',
      ({ root, platforms }) => describing(root, platforms.slice(1)),
    ],
    ['describes a platform', ({ platforms: [first] }) => describing(first?.descriptor ?? { digest: '' })],
    ['is about something else', () => describing({ digest: `sha256:${'0'.repeat(64)}` })],
    ['is none', () => null],
  ])('replaces an SBOM on the index that %s', async (_, standing) => {
    const { image, hooks } = setUp();
    for (const { descriptor } of image.platforms)
      image.standing.push({ subject: descriptor, predicateType, predicate: describing(descriptor) });
    image.standing.push({ subject: image.root, predicateType, predicate: standing(image) });
    expect(await hooks.inspect?.(image)).not.toBe('complete');
    await hooks.attest?.(image);
    expect(image.attached.map(({ subject }) => subject)).toEqual([image.root]);
  });

  it('names the platform when Trivy fails, and attaches nothing to the index', async () => {
    const exec: Exec = () =>
      Promise.reject(new MirrorError('MIRROR_TOOL_FAILED', 'trivy ended with 1', { hint: 'Look.' }));
    const { image, hooks } = setUp({ exec });
    await hooks.inspect?.(image);
    await expect(hooks.attest?.(image)).rejects.toMatchObject({
      code: 'MIRROR_TOOL_FAILED',
      message: expect.stringContaining('linux/amd64'),
      hint: 'Look.',
      place: { image: 'app', reference: `${image.reference}@${image.platforms[0]?.descriptor.digest}` },
    });
    expect(image.attached).toEqual([]);
  });

  it('does not look at published images again because Trivy may take longer', () => {
    const run = fakeRunContext();
    expect(plugin.create({ timeout: '1h' }, run).fingerprint?.()).toBe(
      plugin.create({}, run).fingerprint?.(),
    );
  });
});
