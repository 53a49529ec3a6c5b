import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asked, changes } from './requests.fixture.ts';
import { Scene } from './scene.fixture.ts';
import { multi, publish, single } from './test-image.fixture.ts';

let scene: Scene;
beforeEach(async () => {
  scene = await Scene.open();
});
afterEach(() => scene.close());

const wide = ['linux/amd64', 'linux/arm64', 'linux/arm/v7'];
const image = (more: object = {}) => ({ images: [{ source: 'app', tags: ['1.0.0', 'slim'], ...more }] });
/** Upstream counts GETs of manifests, as Docker Hub does, and none is left. */
const spend = () => {
  scene.upstream.options.pullLimit = { pulls: 0, windowSeconds: 3600 };
};
const loseRecord = () => scene.destination.repository('mirror/mirror-records').tags.clear();

describe('tags that another tool has published', () => {
  const versions = ['1.0.0', '1.1.0', '1.2.0', '2.0.0'];
  const manifest = { images: [{ source: 'app', tags: { semver: '*', latest: true } }] };

  beforeEach(async () => {
    for (const tag of versions) {
      const built = await multi(tag);
      await scene.publish('app', tag, built);
      await publish(scene.destination, 'mirror/app', tag, built);
      // What cosign and a registry without the referrers API leave beside each version.
      const repository = scene.destination.repository('mirror/app');
      const { digest } = built.manifest.descriptor;
      const subjects = [digest, ...built.members.map(({ manifest: { descriptor } }) => descriptor.digest)];
      for (const name of subjects.map((subject) => subject.replace(':', '-')))
        repository.tags.set(name, digest);
      for (const suffix of ['sig', 'att'])
        repository.tags.set(`${digest.replace(':', '-')}.${suffix}`, digest);
    }
    await publish(scene.destination, 'mirror/app', 'latest', await multi('2.0.0'));
    scene.destination.options.pageSize = 10;
    spend();
    scene.forget();
  });

  it('are taken over without one GET upstream, and cost nothing more from then on', async () => {
    const { report } = await scene.run(manifest);
    expect(report.summary).toMatchObject({ actions: { unchanged: 5 }, statuses: { done: 5 } });
    expect(asked(scene.upstream).toSorted()).toEqual([
      'GET tags',
      ...versions.map((tag) => `HEAD manifest ${tag}`),
    ]);
    expect(changes(scene.destination).filter((line) => line.startsWith('PUT manifest'))).toEqual([
      'PUT manifest app',
    ]);
    scene.forget();
    expect((await scene.run(manifest)).report.summary.actions.unchanged).toBe(5);
    expect(asked(scene.upstream)).toEqual(['GET tags']);
    // Twenty-five names, ten a page.
    expect(asked(scene.destination, 'mirror/app')).toEqual(['GET tags', 'GET tags', 'GET tags']);
    expect(asked(scene.destination, 'mirror/mirror-records')).toHaveLength(1);
  });

  it('are looked at with a plan, which writes nothing', async () => {
    const plan = await scene.plan(manifest);
    expect(plan.repositories[0]?.tags.map(({ action }) => action)).toEqual(Array(5).fill('unchanged'));
    expect([...changes(scene.upstream), ...changes(scene.destination)]).toEqual([]);
  });

  it('are updated where they hold other platforms than those asked for', async () => {
    const built = await multi('3.0.0', wide);
    await scene.publish('app', '3.0.0', built);
    await publish(scene.destination, 'mirror/app', '3.0.0', built);
    const plan = await scene.plan({ images: [{ source: 'app', tags: ['3.0.0'] }] });
    expect(plan.repositories[0]?.tags).toMatchObject([{ action: 'update' }]);
    expect(scene.upstream.requests.map(({ method }) => method)).toEqual(['HEAD']);
  });
});

describe('a lost record', () => {
  it.each([
    ['an index of a part of the platforms', image()],
    ['an index of all', image({ platforms: wide })],
    ['everything that upstream has', image({ platforms: 'all' })],
  ])('costs no GET upstream for %s', async (_name, manifest) => {
    await scene.publish('app', ['1.0.0', 'slim'], await multi('app', wide));
    await scene.run(manifest);
    const before = scene.tags('app');
    loseRecord();
    spend();
    expect((await scene.run(manifest)).report.summary.actions).toMatchObject({ unchanged: 2 });
    expect(scene.tags('app')).toEqual(before);
  });

  it('costs no GET upstream for an assembly', async () => {
    await scene.publish('amd', '1.0.0', await multi('amd'));
    await scene.publish('arm', '1.0.0', await single('arm', 'linux/arm64'));
    const { host } = scene.upstream;
    const sources = { 'linux/amd64': `${host}/lib/amd:{tag}`, 'linux/arm64': `${host}/lib/arm:{tag}` };
    const manifest = { images: [{ name: 'app', sources, tags: ['1.0.0'] }] };
    await scene.run(manifest);
    loseRecord();
    spend();
    expect((await scene.run(manifest)).of('app:1.0.0')).toMatchObject({
      action: 'unchanged',
      status: 'done',
    });
    scene.upstream.options.pullLimit = { pulls: 100, windowSeconds: 3600 };
    loseRecord();
    await scene.publish('arm', '1.0.0', await single('new', 'linux/arm64'));
    expect((await scene.run(manifest)).of('app:1.0.0')).toMatchObject({ action: 'moved' });
  });

  it.each([
    ['copied bit for bit', wide],
    ['rebuilt', ['linux/amd64', 'linux/arm64']],
  ])(
    'is no reason to follow an immutable tag that was %s and that upstream has moved',
    async (_name, platforms) => {
      const manifest = image({ platforms });
      await scene.publish('app', ['1.0.0', 'slim'], await multi('app', wide));
      await scene.run(manifest);
      const before = scene.tags('app');
      const moved = await scene.publish('app', ['1.0.0', 'slim'], await multi('moved', wide));
      loseRecord();
      const { of } = await scene.run(manifest);
      expect(of('app:1.0.0')).toMatchObject({ action: 'moved', status: 'done', digest: before['1.0.0'] });
      expect(of('app:1.0.0').reason).toContain(moved);
      expect(of('app:slim')).toMatchObject({ action: 'update', status: 'done' });
      expect(scene.tags('app')['1.0.0']).toBe(before['1.0.0']);
      scene.forget();
      expect((await scene.run(manifest)).report.summary.actions.unchanged).toBe(2);
      expect(asked(scene.upstream)).toEqual(['HEAD manifest slim']);
    },
  );

  it('is no reason to believe what an index says of itself in a deep run', async () => {
    await scene.publish('app', ['1.0.0', 'slim'], await multi('app', wide));
    await scene.run(image());
    loseRecord();
    spend();
    const { report } = await scene.run(image(), { deep: true });
    expect(report.summary.statuses).toEqual({ done: 0, failed: 0, deferred: 2 });
  });

  it('finds a platform that the manifest asks for and the index lacks', async () => {
    const whole = await scene.publish('app', ['1.0.0', 'slim'], await multi('app', wide));
    await scene.run(image());
    loseRecord();
    const { of } = await scene.run(image({ platforms: wide }));
    expect(of('app:slim')).toMatchObject({ action: 'update', status: 'done', digest: whole });
  });

  it('finds that the content is damaged, and repairs it', async () => {
    const digest = await scene.publish('app', ['1.0.0', 'slim'], await single('app'));
    const manifest = image({ platforms: ['linux/amd64'] });
    await scene.run(manifest);
    loseRecord();
    const stored = scene.destination.repository('mirror/app');
    const { config } = JSON.parse(Buffer.from(stored.manifest(digest)?.bytes ?? '{}').toString());
    stored.blobs.delete(config.digest);
    const { of } = await scene.run(manifest);
    expect(of('app:1.0.0')).toMatchObject({ action: 'repair', status: 'done', digest });
    expect(stored.blobs.has(config.digest)).toBe(true);
  });

  it('finds that something else has the name', async () => {
    const digest = await scene.publish('app', ['1.0.0', 'slim'], await multi('app'));
    const old = Buffer.from(JSON.stringify({ schemaVersion: 1, name: 'app', tag: '1.0.0', fsLayers: [] }));
    scene.destination.options.onRequest = ({ method, reference, kind }) =>
      kind === 'manifest' && reference !== digest && method === 'GET'
        ? { kind: 'answer', status: 200, headers: { 'content-type': 'application/json' }, body: old }
        : undefined;
    await publish(scene.destination, 'mirror/app', '1.0.0', await multi('other'));
    const { of } = await scene.run(image());
    expect(of('app:1.0.0')).toMatchObject({ action: 'update', status: 'done', digest });
    expect(of('app:1.0.0').reason).toBe('the destination holds something else');
  });
});
