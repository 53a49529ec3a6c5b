import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PolicyError } from '@multiarch-mirror/errors';
import { type LocalSigstore, startSigstore } from '@multiarch-mirror/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { chained } from '../run/attesting.fixture.ts';
import { changes } from '../run/requests.fixture.ts';
import { multi } from '../run/test-image.fixture.ts';
import { BothSides, chain, images, one } from './both-sides.fixture.ts';

describe('exportImages', () => {
  let sigstore: LocalSigstore;
  let sides: BothSides;
  beforeAll(async () => {
    sigstore = await startSigstore();
  });
  beforeEach(async () => {
    sides = await BothSides.open(sigstore);
    await sides.cross();
  });
  afterEach(async () => {
    await sides.crossed();
    await sides.close();
  });
  afterAll(() => sigstore.close());

  it('brings all tags with what is attached to them into one layout, from the destination alone', async () => {
    const { report, errors } = await sides.gap.export(images);
    expect(errors).toEqual([]);
    expect(report.summary).toMatchObject({ actions: { create: 4 }, statuses: { done: 4 } });
    expect(sides.scene.upstream.requests).toEqual([]);
    expect(changes(sides.scene.destination)).toEqual([]);
    const names = (await sides.gap.entries()).flatMap(
      ({ annotations }) => annotations?.['org.opencontainers.image.ref.name'] ?? [],
    );
    const hex = (digest: string) => digest.replace(':', '-');
    expect(names.sort()).toEqual(
      [
        'app:1.0.0',
        'app:2.0.0',
        'app:latest',
        'tool:1.0',
        ...[sides.digests[0], sides.digests[1]].flatMap((digest = '') => [
          `app:${hex(digest)}.att`,
          `app:${hex(digest)}.sig`,
        ]),
        `tool:${hex(sides.digests[2] ?? '')}.att`,
        `tool:${hex(sides.digests[2] ?? '')}.sig`,
      ].sort(),
    );
    // A statement and a signature on each index and each platform.
    expect((await sides.gap.entries()).filter(({ artifactType }) => artifactType !== undefined)).toHaveLength(
      2 * (2 + 2 + 3),
    );
    expect(report.exchange).toMatchObject({ inventory: expect.stringMatching(/^sha256:/) });
    expect(await readdir(sides.gap.directory)).toEqual([
      'blobs',
      'index.json',
      'oci-layout',
      'trusted_root.json',
    ]);
  });

  it('moves only what is new the second time, and writes nothing where nothing is', async () => {
    await sides.exported();
    const before = await readFile(join(sides.gap.directory, 'index.json'), 'utf8');
    expect((await sides.gap.export(images)).report.summary.actions).toMatchObject({ unchanged: 4 });
    expect(await readFile(join(sides.gap.directory, 'index.json'), 'utf8')).toBe(before);
    // What verifies reads each bundle; no configuration or layer is asked for by GET.
    const layers = new Set(sides.layersOf(sides.digests));
    const got = sides.scene.destination.requests.filter(
      ({ method, reference = '' }) => method === 'GET' && layers.has(reference),
    );
    expect(got).toEqual([]);
    await sides.scene.publish('app', '3.0.0', await multi('three', one));
    await sides.scene.run(...chained(sides.sigstore, images, chain));
    const { of } = await sides.gap.export(images);
    expect([of('app:3.0.0')?.action, of('app:latest')?.action, of('app:2.0.0')?.action]).toEqual([
      'create',
      'update',
      'unchanged',
    ]);
  });

  it('completes what was broken off, and brings what the disk has lost', async () => {
    await sides.exported();
    const [layer = ''] = sides.layersOf(sides.digests);
    await rm(sides.gap.blob(layer));
    await sides.gap.replaceEntries((await sides.gap.entries()).slice(3));
    expect((await sides.gap.export(images)).errors).toEqual([]);
    expect((await sides.gap.import(images)).errors).toEqual([]);
  });

  it('takes attestations over that were replaced, and keeps or prunes what the manifest no longer has', async () => {
    await sides.exported();
    const fewer = [{ source: 'app', tags: ['2.0.0'], platforms: one }];
    expect((await sides.gap.export(fewer)).report.exchange?.pruned).toBeUndefined();
    expect(await sides.entry('app:1.0.0')).toBeDefined();
    expect(await sides.entry('tool:1.0')).toBeDefined();
    const { report } = await sides.gap.export(fewer, { prune: 'all' });
    expect(report.exchange?.pruned).toMatchObject({
      tags: expect.arrayContaining(['app:1.0.0', 'app:latest', 'tool:1.0']),
    });
    expect(report.exchange?.pruned?.blobs).toBeGreaterThan(10);
    const entries = await sides.gap.entries();
    // A statement and a signature on the index and on its platform, and two legacy tags.
    expect(entries).toHaveLength(1 + 4 + 2);
    const { errors } = await sides.gap.import(fewer);
    expect(errors).toEqual([]);
  });

  it('exports nothing that does not verify, and the others all the same', async () => {
    const [referrer] =
      sides.scene.destination.repository('mirror/app').tags.get(`sha256-${sides.digests[0]?.slice(7)}`) ?? [];
    expect(referrer).toBeDefined();
    sides.scene.destination.repository('mirror/app').tags.delete(`sha256-${sides.digests[0]?.slice(7)}`);
    const { report, errors, of } = await sides.gap.export(images);
    expect(report.summary.statuses).toMatchObject({ done: 3, failed: 1 });
    expect(of('app:1.0.0')?.status).toBe('failed');
    expect(errors[0]).toBeInstanceOf(PolicyError);
    expect(await sides.entry('app:1.0.0')).toBeUndefined();
  });

  it('refuses a directory that holds something else', async () => {
    const other = await mkdtemp(join(tmpdir(), 'other-'));
    await writeFile(join(other, 'letter.txt'), 'mine');
    await expect(sides.gap.export(images, { directory: other })).rejects.toMatchObject({
      code: 'MIRROR_LAYOUT_INVALID',
    });
    expect(await readdir(other)).toEqual(['letter.txt']);
    await rm(other, { recursive: true });
  });
});
