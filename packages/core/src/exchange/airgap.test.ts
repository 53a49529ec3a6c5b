import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PolicyError } from '@multiarch-mirror/errors';
import {
  type EmbeddedRegistry,
  type LocalSigstore,
  startRegistry,
  startSigstore,
} from '@multiarch-mirror/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { chained, paper, signing, verifying } from '../run/attesting.fixture.ts';
import { asked, changes, Scene } from '../run/scene.fixture.ts';
import { multi } from '../run/test-image.fixture.ts';
import { AirGap } from './airgap.fixture.ts';

let sigstore: LocalSigstore;
let scene: Scene;
let far: EmbeddedRegistry;
let gap: AirGap;
let digests: string[];
/** Verifying takes time, and one image with two platforms is enough. */
const one = ['linux/amd64'];
const chain = [paper, signing, verifying()];
const images = [
  { source: 'app', tags: { semver: '*', latest: true }, platforms: one },
  { source: 'tool', tags: ['1.0'] },
];

/** What was exported once, for tests that only import. */
let template: string;

async function open(): Promise<void> {
  scene = await Scene.open({ destination: { referrersApi: false } });
  digests = [
    await scene.publish('app', '1.0.0', await multi('one', one)),
    await scene.publish('app', '2.0.0', await multi('two', one)),
    await scene.publish('tool', '1.0', await multi('tool')),
  ];
  await scene.run(...chained(sigstore, images, chain));
  scene.forget();
}

async function crossing(): Promise<void> {
  far = await startRegistry();
  gap = new AirGap(scene, far, sigstore, chain, join(await mkdtemp(join(tmpdir(), 'gap-')), 'export'));
}

async function crossed(): Promise<void> {
  await Promise.all([far.close(), rm(join(gap.directory, '..'), { recursive: true })]);
}

beforeAll(async () => {
  sigstore = await startSigstore();
});
afterAll(() => sigstore.close());

const exported = async () => {
  const result = await gap.export(images);
  expect(result.errors).toEqual([]);
  scene.forget();
  return result;
};
/** The first entry of the export under this name. */
const entry = async (name: string) =>
  (await gap.entries()).find(
    ({ annotations }) => annotations?.['org.opencontainers.image.ref.name'] === name,
  );

describe('exportImages', () => {
  beforeEach(async () => {
    await open();
    await crossing();
  });
  afterEach(async () => {
    await crossed();
    await scene.close();
  });

  it('brings all tags with what is attached to them into one layout, from the destination alone', async () => {
    const { report, errors } = await gap.export(images);
    expect(errors).toEqual([]);
    expect(report.summary).toMatchObject({ actions: { create: 4 }, statuses: { done: 4 } });
    expect(scene.upstream.requests).toEqual([]);
    expect(changes(scene.destination)).toEqual([]);
    const names = (await gap.entries()).flatMap(
      ({ annotations }) => annotations?.['org.opencontainers.image.ref.name'] ?? [],
    );
    const hex = (digest: string) => digest.replace(':', '-');
    expect(names.sort()).toEqual(
      [
        'app:1.0.0',
        'app:2.0.0',
        'app:latest',
        'tool:1.0',
        ...[digests[0], digests[1]].flatMap((digest = '') => [
          `app:${hex(digest)}.att`,
          `app:${hex(digest)}.sig`,
        ]),
        `tool:${hex(digests[2] ?? '')}.att`,
        `tool:${hex(digests[2] ?? '')}.sig`,
      ].sort(),
    );
    // A statement and a signature on each index and each platform.
    expect((await gap.entries()).filter(({ artifactType }) => artifactType !== undefined)).toHaveLength(
      2 * (2 + 2 + 3),
    );
    expect(report.exchange).toMatchObject({ inventory: expect.stringMatching(/^sha256:/) });
    expect(await readdir(gap.directory)).toEqual(['blobs', 'index.json', 'oci-layout', 'trusted_root.json']);
  });

  it('moves only what is new the second time, and writes nothing where nothing is', async () => {
    await exported();
    const before = await readFile(join(gap.directory, 'index.json'), 'utf8');
    expect((await gap.export(images)).report.summary.actions).toMatchObject({ unchanged: 4 });
    expect(await readFile(join(gap.directory, 'index.json'), 'utf8')).toBe(before);
    // What verifies reads each bundle; no configuration or layer is asked for by GET.
    const layers = new Set(layersOf(digests));
    const got = scene.destination.requests.filter(
      ({ method, reference = '' }) => method === 'GET' && layers.has(reference),
    );
    expect(got).toEqual([]);
    await scene.publish('app', '3.0.0', await multi('three', one));
    await scene.run(...chained(sigstore, images, chain));
    const { of } = await gap.export(images);
    expect([of('app:3.0.0')?.action, of('app:latest')?.action, of('app:2.0.0')?.action]).toEqual([
      'create',
      'update',
      'unchanged',
    ]);
  });

  it('completes what was broken off, and brings what the disk has lost', async () => {
    await exported();
    const [layer = ''] = layersOf(digests);
    await rm(gap.blob(layer));
    await gap.replaceEntries((await gap.entries()).slice(3));
    expect((await gap.export(images)).errors).toEqual([]);
    expect((await gap.import(images)).errors).toEqual([]);
  });

  it('takes attestations over that were replaced, and keeps or prunes what the manifest no longer has', async () => {
    await exported();
    const fewer = [{ source: 'app', tags: ['2.0.0'], platforms: one }];
    expect((await gap.export(fewer)).report.exchange?.pruned).toBeUndefined();
    expect(await entry('app:1.0.0')).toBeDefined();
    expect(await entry('tool:1.0')).toBeDefined();
    const { report } = await gap.export(fewer, { prune: 'all' });
    expect(report.exchange?.pruned).toMatchObject({
      tags: expect.arrayContaining(['app:1.0.0', 'app:latest', 'tool:1.0']),
    });
    expect(report.exchange?.pruned?.blobs).toBeGreaterThan(10);
    const entries = await gap.entries();
    // A statement and a signature on the index and on its platform, and two legacy tags.
    expect(entries).toHaveLength(1 + 4 + 2);
    const { errors } = await gap.import(fewer);
    expect(errors).toEqual([]);
  });

  it('exports nothing that does not verify, and the others all the same', async () => {
    const [referrer] =
      scene.destination.repository('mirror/app').tags.get(`sha256-${digests[0]?.slice(7)}`) ?? [];
    expect(referrer).toBeDefined();
    scene.destination.repository('mirror/app').tags.delete(`sha256-${digests[0]?.slice(7)}`);
    const { report, errors, of } = await gap.export(images);
    expect(report.summary.statuses).toMatchObject({ done: 3, failed: 1 });
    expect(of('app:1.0.0')?.status).toBe('failed');
    expect(errors[0]).toBeInstanceOf(PolicyError);
    expect(await entry('app:1.0.0')).toBeUndefined();
  });

  it('refuses a directory that holds something else', async () => {
    const other = await mkdtemp(join(tmpdir(), 'other-'));
    await writeFile(join(other, 'letter.txt'), 'mine');
    await expect(gap.export(images, { directory: other })).rejects.toMatchObject({
      code: 'MIRROR_LAYOUT_INVALID',
    });
    expect(await readdir(other)).toEqual(['letter.txt']);
    await rm(other, { recursive: true });
  });
});

describe('importImages', () => {
  let inventory: string;
  beforeAll(async () => {
    await open();
    await crossing();
    ({ inventory } = (await exported()).report.exchange ?? { inventory: '' });
    template = await mkdtemp(join(tmpdir(), 'template-'));
    await cp(gap.directory, template, { recursive: true });
    await crossed();
  });
  beforeEach(async () => {
    scene.forget();
    await crossing();
    await cp(template, gap.directory, { recursive: true });
  });
  afterEach(crossed);
  afterAll(() => scene.close());

  it('brings all of it to the other side, tags last, where it verifies, with no other host asked', async () => {
    const asking = sigstore.entries().length;
    const { report, errors } = await gap.import(images);
    expect(errors).toEqual([]);
    expect(report.summary).toMatchObject({ actions: { create: 4 }, statuses: { done: 4 } });
    expect(gap.tags('app')).toEqual({ '1.0.0': digests[0], '2.0.0': digests[1], latest: digests[1] });
    expect(scene.upstream.requests).toEqual([]);
    expect(scene.destination.requests).toEqual([]);
    expect(Object.keys(report.transfer?.requests ?? {})).toEqual([far.host]);
    expect(sigstore.entries()).toHaveLength(asking);
    const writes = asked(far, 'inside/tool').filter((line) => line.startsWith('PUT manifest'));
    expect(writes.at(-1)).toBe('PUT manifest 1.0');
    expect((await gap.verify(images)).report.summary.statuses).toMatchObject({ done: 4, failed: 0 });
  });

  it('costs a listing and the record the second time, and so does the run there', async () => {
    await gap.import(images);
    far.resetRequests();
    const again = await gap.import(images);
    expect(again.report.summary.actions).toMatchObject({ unchanged: 4 });
    expect(asked(far).sort()).toEqual(['GET manifest app', 'GET manifest tool', 'GET tags', 'GET tags']);
    far.resetRequests();
    const { report } = await gap.run(images);
    expect(report.summary).toMatchObject({ actions: { unchanged: 4 }, statuses: { done: 4 } });
    expect(changes(far)).toEqual([]);
    expect(asked(scene.upstream, 'lib/app').filter((line) => line.startsWith('GET manifest'))).toEqual([]);
  });

  it.each<[string, (it: AirGap) => Promise<void>, string, string]>([
    [
      'a layer was changed',
      async (it) => {
        const [layer = ''] = layersOf([digests[0] ?? '']);
        const bytes = await readFile(it.blob(layer));
        bytes[0] = (bytes[0] ?? 0) ^ 1;
        await writeFile(it.blob(layer), bytes);
      },
      'MIRROR_DIGEST_MISMATCH',
      '1.0.0',
    ],
    [
      'a platform manifest was changed',
      async (it) => {
        const file = it.blob(childrenOf(digests[0] ?? '')[0] ?? '');
        await writeFile(file, (await readFile(file, 'utf8')).replace('layers', 'Layers'));
      },
      'MIRROR_INCOMPLETE',
      '1.0.0',
    ],
    [
      'a blob leads out of the layout',
      async (it) => {
        const [layer = ''] = layersOf([digests[0] ?? '']);
        await rm(it.blob(layer));
        await symlink('/etc/passwd', it.blob(layer));
      },
      'MIRROR_LAYOUT_INVALID',
      '1.0.0',
    ],
    [
      'a manifest names a path in place of a digest',
      async (it) => {
        const file = it.blob(childrenOf(digests[0] ?? '')[0] ?? '');
        await writeFile(
          file,
          (await readFile(file, 'utf8')).replace(/sha256:[0-9a-f]{64}/, 'sha256:../../../../etc/passwd'),
        );
      },
      'MIRROR_INCOMPLETE',
      '1.0.0',
    ],
    [
      'an attestation is missing',
      async (it) => {
        const attached = (await it.entries()).filter(({ artifactType }) => artifactType !== undefined);
        const gone = await referrersOf(it, digests[0] ?? '', attached);
        await it.replaceEntries((await it.entries()).filter(({ digest }) => !gone.includes(digest)));
      },
      'POLICY',
      '1.0.0',
    ],
    [
      'latest stands for an older version',
      async (it) => {
        await it.replaceEntries(
          (await it.entries()).map((one) =>
            one.annotations?.['org.opencontainers.image.ref.name'] === 'app:latest'
              ? { ...one, digest: digests[0] ?? '' }
              : one,
          ),
        );
      },
      'MIRROR_TAG_UNPROVEN',
      'latest',
    ],
  ])('refuses the image when %s, and brings the others', async (_name, spoil, code, tag) => {
    await spoil(gap);
    const { errors, of } = await gap.import(images);
    expect(errors.length).toBeGreaterThan(0);
    if (code === 'POLICY') expect(errors[0]).toBeInstanceOf(PolicyError);
    else expect(errors.map((error) => error.code)).toContain(code);
    expect(of(`app:${tag}`)?.status).toBe('failed');
    expect(gap.tags('app')[tag]).toBeUndefined();
    expect(of('tool:1.0')?.status).toBe('done');
    expect(errors[0]?.hint).toEqual(expect.any(String));
  });

  it('refuses an image under the name of another', async () => {
    const entries = await gap.entries();
    // The same digests: all that tells them apart is what was signed.
    await gap.replaceEntries(
      entries
        .filter((entry) => !/"tool|tool:/.test(JSON.stringify(entry)))
        .map((one) =>
          JSON.parse(
            JSON.stringify(one)
              .replaceAll('app:2.0.0', 'tool:1.0')
              .replaceAll(/"app"|app:sha256/g, (text) => text.replace('app', 'tool')),
          ),
        ),
    );
    const { of } = await gap.import([images[1] ?? { source: 'tool', tags: ['1.0'] }]);
    expect(of('tool:1.0')).toMatchObject({ status: 'failed', error: { code: 'MIRROR_WRONG_REPOSITORY' } });
  });

  it('refuses another export than the one expected, and layouts of links, and compares the roots', async () => {
    await expect(gap.import(images, { expect: `sha256:${'0'.repeat(64)}` })).rejects.toMatchObject({
      code: 'MIRROR_EXPORT_UNEXPECTED',
    });
    const tool = images.slice(1);
    expect((await gap.import(tool, { expect: inventory })).said.join()).toContain('trusts the same root');
    await writeFile(join(gap.directory, 'trusted_root.json'), '{}\n');
    expect((await gap.import(tool, { expect: inventory })).said.join()).toContain('trusts another root');
    await rm(join(gap.directory, 'oci-layout'));
    await symlink('/etc/hostname', join(gap.directory, 'oci-layout'));
    await expect(gap.import(images)).rejects.toMatchObject({ code: 'MIRROR_LAYOUT_INVALID' });
  });

  it('replaces attestations that were replaced where the image comes from', async () => {
    await gap.import(images);
    const before = far.repository('inside/tool').referrers(digests[2] ?? '').length;
    // The statement is made anew at the origin.
    const repository = scene.destination.repository('mirror/tool');
    for (const tag of [...repository.tags.keys()].filter((one) => one.startsWith('sha256-')))
      repository.tags.delete(tag);
    await scene.run(...chained(sigstore, images, chain));
    await scene.run(
      { ...chained(sigstore, images, chain)[0] },
      { ...chained(sigstore, images, chain)[1], deep: true },
    );
    await exported();
    const { of, errors } = await gap.import(images);
    expect(errors).toEqual([]);
    expect(of('tool:1.0')).toMatchObject({ action: 'update', reason: 'other attestations' });
    expect(far.repository('inside/tool').referrers(digests[2] ?? '')).toHaveLength(before);
    expect((await gap.verify(images)).report.summary.statuses).toMatchObject({ failed: 0 });
  });
});

function childrenOf(index: string): string[] {
  const bytes = scene.destination.repository('mirror/app').manifest(index)?.bytes ?? new Uint8Array();
  return (JSON.parse(Buffer.from(bytes).toString()) as { manifests: { digest: string }[] }).manifests.map(
    ({ digest }) => digest,
  );
}

function layersOf(indexes: string[]): string[] {
  return indexes
    .filter((index) => scene.destination.repository('mirror/app').manifest(index) !== undefined)
    .flatMap(childrenOf)
    .flatMap((digest) => {
      const bytes = scene.destination.repository('mirror/app').manifest(digest)?.bytes ?? new Uint8Array();
      const { layers } = JSON.parse(Buffer.from(bytes).toString()) as { layers: { digest: string }[] };
      return layers.map((layer) => layer.digest);
    });
}

async function referrersOf(it: AirGap, subject: string, entries: { digest: string }[]): Promise<string[]> {
  const found: string[] = [];
  for (const { digest } of entries) {
    const manifest = JSON.parse(await readFile(it.blob(digest), 'utf8')) as { subject?: { digest: string } };
    if (manifest.subject?.digest === subject) found.push(digest);
  }
  return found;
}
