import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asked, changes } from './requests.fixture.ts';
import { Scene } from './scene.fixture.ts';
import { multi } from './test-image.fixture.ts';

describe('a run that has nothing to do', () => {
  let scene: Scene;
  const manifest = {
    images: [
      { source: 'window', tags: { semver: '*', latest: true } },
      { source: 'moving', tags: ['3.20', 'slim'] },
      { source: 'fixed', tags: ['1.0.0', '1.0.1'] },
    ],
  };

  beforeAll(async () => {
    scene = await Scene.open();
    for (const tag of ['1.0.0', '1.1.0', '2.0.0'])
      await scene.publish('window', tag, await multi(`window ${tag}`));
    await scene.publish('moving', '3.20', await multi('moving'));
    await scene.publish('moving', 'slim', await multi('slim'));
    await scene.publish('fixed', ['1.0.0', '1.0.1'], await multi('fixed'));
    const { report } = await scene.run(manifest);
    expect(report.summary).toMatchObject({ actions: { create: 8 }, statuses: { done: 8 } });
    for (let count = 0; count < 300; count += 1) {
      const hex = count.toString(16).padStart(64, '0');
      const repository = scene.destination.repository('mirror/window');
      const [digest = ''] = repository.manifests.keys();
      repository.tags
        .set(`sha256-${hex}`, digest)
        .set(`sha256-${hex}.sig`, digest)
        .set(`sha256-${hex}.att`, digest);
    }
    scene.destination.options.pageSize = 400;
  });
  afterAll(() => scene.close());

  it('asks for what the design allows, and for nothing else', async () => {
    scene.forget();
    const { report } = await scene.run(manifest);
    expect(report.summary).toEqual({
      actions: { create: 0, update: 0, repair: 0, unchanged: 8, moved: 0, gone: 0 },
      statuses: { done: 8, failed: 0, deferred: 0 },
    });
    expect(asked(scene.upstream, 'lib/window')).toEqual(['GET tags']);
    expect(asked(scene.upstream, 'lib/moving').toSorted()).toEqual([
      'HEAD manifest 3.20',
      'HEAD manifest slim',
    ]);
    expect(asked(scene.upstream, 'lib/fixed')).toEqual([]);
    // Three pages of one listing: the names of attestations fill them.
    expect(asked(scene.destination, 'mirror/window')).toEqual(['GET tags', 'GET tags', 'GET tags']);
    expect(asked(scene.destination, 'mirror/moving')).toEqual(['GET tags']);
    expect(asked(scene.destination, 'mirror/fixed')).toEqual(['GET tags']);
    const records = asked(scene.destination, 'mirror/mirror-records').map((line) =>
      line.replace(/ sha256:.*/, ''),
    );
    expect(records.toSorted()).toEqual(['GET manifest fixed', 'GET manifest moving', 'GET manifest window']);
  });

  it('counts in its report the requests that the registries saw', async () => {
    scene.forget();
    const { report } = await scene.run(manifest);
    for (const registry of [scene.upstream, scene.destination]) {
      const counted: Record<string, number> = {};
      for (const { method, kind } of registry.requests) {
        counted[`${method} ${kind}`] = (counted[`${method} ${kind}`] ?? 0) + 1;
      }
      expect(report.transfer?.requests[registry.host]).toEqual(counted);
    }
    expect(report.transfer).toMatchObject({
      bytesWritten: 0,
      blobsCopied: 0,
      blobsMounted: 0,
      blobsPresent: 0,
    });
  });

  it('takes no name of an attestation and no record for a version', async () => {
    const hex = 'ab'.repeat(32);
    const [digest = ''] = scene.upstream.repository('lib/window').manifests.keys();
    scene.upstream
      .repository('lib/window')
      .tags.set(`sha256-${hex}`, digest)
      .set(`sha256-${hex}.att`, digest);
    const { report } = await scene.run({
      images: [{ source: 'window', tags: { regex: '.*', prereleases: true } }],
    });
    expect(report.images.map(({ destination }) => destination.split(':').at(-1))).toEqual([
      '2.0.0',
      '1.1.0',
      '1.0.0',
    ]);
  });

  it('makes no request that changes anything in a plan', async () => {
    scene.forget();
    await scene.plan(
      { images: [...manifest.images, { source: 'fixed', name: 'other', tags: ['1.0.0'] }] },
      { deep: true },
    );
    expect([...changes(scene.upstream), ...changes(scene.destination)]).toEqual([]);
  });

  it('reports the digests and platforms that stand there', async () => {
    const { report, of } = await scene.run(manifest);
    const tags = scene.tags('window');
    expect(of('window:latest')).toMatchObject({
      action: 'unchanged',
      digest: tags['2.0.0'],
      reason: 'follows 2.0.0',
    });
    for (const image of report.images.filter(({ image: name }) => name === 'window')) {
      expect(image.digest).toBe(tags[image.destination.split(':').at(-1) ?? '']);
      expect(image.upstreamDigest).toBe(image.digest);
      expect(image.platforms?.map(({ platform }) => platform)).toEqual(['linux/amd64', 'linux/arm64']);
    }
  });
});
