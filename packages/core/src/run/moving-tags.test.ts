import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asked, changes } from './requests.fixture.ts';
import { Scene } from './scene.fixture.ts';
import { multi } from './test-image.fixture.ts';

let scene: Scene;
let first: string;
const manifest = { images: [{ source: 'app', tags: ['1.0.0', 'slim'] }] };

beforeEach(async () => {
  scene = await Scene.open();
  first = await scene.publish('app', ['1.0.0', 'slim'], await multi('first'));
  await scene.run(manifest);
  scene.forget();
});
afterEach(() => scene.close());

describe('when upstream moves its tags', () => {
  let second: string;
  beforeEach(async () => {
    second = await scene.publish('app', ['1.0.0', 'slim'], await multi('second'));
  });

  it('a mutable one is followed and an immutable one is not asked about', async () => {
    const { of } = await scene.run(manifest);
    expect(of('app:slim')).toMatchObject({
      action: 'update',
      status: 'done',
      reason: 'upstream moved',
      digest: second,
    });
    expect(of('app:1.0.0')).toMatchObject({ action: 'unchanged', digest: first });
    expect(scene.tags('app')).toEqual({ '1.0.0': first, slim: second });
    expect(asked(scene.upstream)).not.toContain('HEAD manifest 1.0.0');
  });

  it.each([['checkMoved'], ['deep']])(
    '%s says that the immutable one has moved, and leaves it',
    async (option) => {
      const { of } = await scene.run(manifest, { [option]: true });
      expect(of('app:1.0.0')).toMatchObject({
        action: 'moved',
        status: 'done',
        digest: first,
        upstreamDigest: first,
      });
      expect(of('app:1.0.0').reason).toContain(second);
      expect(of('app:slim')).toMatchObject({ action: 'update', digest: second });
      expect(scene.tags('app')).toEqual({ '1.0.0': first, slim: second });
    },
  );

  it('an immutable one that has moved stays so in the record', async () => {
    await scene.run(manifest, { deep: true });
    const { of } = await scene.run(manifest, { checkMoved: true });
    expect(of('app:1.0.0').action).toBe('moved');
  });

  it('other platforms of an immutable one come from what was mirrored', async () => {
    const old = await multi('old', ['linux/amd64', 'linux/arm64', 'linux/arm/v7']);
    const digest = await scene.publish('app', '2.0.0', old);
    const asking = (platforms: string[]) => ({ images: [{ source: 'app', tags: ['2.0.0'], platforms }] });
    await scene.run(asking(['linux/amd64']));
    await scene.publish('app', '2.0.0', await multi('new'));
    const { of } = await scene.run(asking(['linux/amd64', 'linux/arm/v7']));
    expect(of('app:2.0.0')).toMatchObject({ action: 'update', status: 'done', upstreamDigest: digest });
    expect(of('app:2.0.0').platforms?.map(({ platform }) => platform)).toEqual([
      'linux/amd64',
      'linux/arm/v7',
    ]);
    scene.upstream.repository('lib/app').deleteManifest(digest);
    const { of: after, report } = await scene.run(asking(['linux/arm64']));
    expect(after('app:2.0.0')).toMatchObject({
      status: 'failed',
      error: {
        code: 'MIRROR_UPSTREAM_MOVED',
        side: 'source',
        hint: expect.stringContaining('mutable: true'),
      },
    });
    expect(report.summary.statuses?.failed).toBe(1);
  });

  it('`mutable` decides against the form of the tag', async () => {
    const turned = (mutable: boolean) => ({
      images: [{ source: 'app', tags: { regex: '^(1.0.0|slim)$', mutable } }],
    });
    await scene.run(turned(false));
    expect(scene.tags('app')).toEqual({ '1.0.0': first, slim: first });
    await scene.run(turned(true));
    expect(scene.tags('app')).toEqual({ '1.0.0': second, slim: second });
  });
});

describe('when upstream has removed its tags', () => {
  beforeEach(() => {
    scene.upstream.repository('lib/app').tags.clear();
  });

  it('the mutable one is gone, and its copy stays', async () => {
    const { of, report } = await scene.run(manifest);
    expect(of('app:slim')).toMatchObject({ action: 'gone', status: 'done', digest: first });
    expect(of('app:1.0.0')).toMatchObject({ action: 'unchanged' });
    expect(report.summary.actions.gone).toBe(1);
    expect(scene.tags('app')).toEqual({ '1.0.0': first, slim: first });
  });

  it.each([['checkMoved'], ['deep']])('%s says it of the immutable one, too', async (option) => {
    const { report } = await scene.run(manifest, { [option]: true });
    expect(report.summary).toMatchObject({ actions: { gone: 2 }, statuses: { done: 2 } });
    expect(changes(scene.destination).filter((line) => line.startsWith('PUT manifest'))).toEqual([]);
  });

  it.each([['checkMoved'], ['deep']])(
    '%s says it of what a window would still hold, and of nothing else',
    async (option) => {
      const window = { images: [{ source: 'win', name: 'app', tags: { semver: '>=1', keep: 2 } }] };
      for (const tag of ['1.1.0', '1.2.0']) await scene.publish('win', tag, await multi(tag));
      await scene.run(window);
      await scene.publish('win', '1.3.0', await multi('1.3.0'));
      await scene.run(window);
      const removed = scene.tags('app')['1.2.0'];
      scene.upstream.repository('lib/win').tags.delete('1.2.0');
      expect((await scene.run(window)).report.summary.actions.gone).toBe(0);
      const { of, report } = await scene.run(window, { [option]: true });
      // 1.1.0 has fallen out of the window, and the tags of the other entry come from elsewhere.
      expect(of('app:1.2.0')).toMatchObject({ action: 'gone', status: 'done', digest: removed });
      expect(report.summary.actions).toMatchObject({ gone: 1, unchanged: 2 });
      expect(scene.tags('app')['1.2.0']).toBe(removed);
    },
  );

  it('a tag that was never mirrored is an error', async () => {
    const { errors, of } = await scene.run({ images: [{ source: 'app', tags: ['1.0.0', '2.0.0'] }] });
    expect(errors).toMatchObject([
      { code: 'MIRROR_MANIFEST_UNKNOWN', place: { side: 'source', image: 'app' } },
    ]);
    expect(of('app:2.0.0')).toMatchObject({ action: 'create', status: 'failed', error: { side: 'source' } });
    expect(of('app:1.0.0').status).toBe('done');
  });
});

describe('when somebody has changed the destination', () => {
  it('trusts the record, until it is told not to', async () => {
    const [other = ''] = [...scene.destination.repository('mirror/app').manifests.keys()].filter(
      (key) => key !== first,
    );
    scene.destination.repository('mirror/app').tags.set('1.0.0', other);
    expect((await scene.run(manifest)).of('app:1.0.0').action).toBe('unchanged');
    const { of } = await scene.run(manifest, { deep: true });
    expect(of('app:1.0.0')).toMatchObject({
      action: 'update',
      reason: 'the destination holds something else',
      digest: first,
    });
    expect(scene.tags('app')['1.0.0']).toBe(first);
  });

  it('publishes a tag again that is no longer listed', async () => {
    scene.destination.repository('mirror/app').tags.delete('1.0.0');
    expect((await scene.run(manifest)).of('app:1.0.0')).toMatchObject({ action: 'create', status: 'done' });
    expect(scene.tags('app')['1.0.0']).toBe(first);
    expect(changes(scene.destination)).toEqual(['PUT manifest 1.0.0']);
  });
});

describe('a deep run over what is right', () => {
  it('changes nothing and asks the destination for each tag', async () => {
    const { report } = await scene.run(manifest, { deep: true });
    expect(report.summary.actions).toMatchObject({ unchanged: 2 });
    expect(changes(scene.destination)).toEqual([]);
    expect(asked(scene.destination, 'mirror/app')).toEqual(
      expect.arrayContaining(['HEAD manifest 1.0.0', 'HEAD manifest slim']),
    );
    expect(asked(scene.upstream).toSorted()).toEqual(['HEAD manifest 1.0.0', 'HEAD manifest slim']);
  });
});

describe('when the destination has lost something below a tag', () => {
  const stored = () => scene.destination.repository('mirror/app');
  const manifestOf = (digest: string) =>
    JSON.parse(Buffer.from(stored().manifest(digest)?.bytes ?? '{}').toString());
  const child = (): string => manifestOf(first).manifests[0].digest;

  it.each<[string, () => void]>([
    ['the manifest of a platform', () => stored().deleteManifest(child())],
    ['a layer', () => stored().blobs.delete(manifestOf(child()).layers[0].digest)],
    ['a config', () => stored().blobs.delete(manifestOf(child()).config.digest)],
    [
      'everything but the index',
      () => {
        for (const { digest } of manifestOf(first).manifests) stored().deleteManifest(digest);
        stored().blobs.clear();
      },
    ],
  ])('a deep run brings back %s', async (_name, spoil) => {
    spoil();
    expect((await scene.run(manifest)).report.summary.actions.unchanged).toBe(2);
    const { report } = await scene.run(manifest, { deep: true });
    expect(report.summary).toMatchObject({ actions: { repair: 2 }, statuses: { done: 2 } });
    expect(report.images[0]).toMatchObject({
      digest: first,
      reason: 'content is missing at the destination',
    });
    expect(changes(scene.destination)).not.toContain('PUT manifest slim');
    const { report: again } = await scene.run(manifest, { deep: true });
    expect(again.summary.actions.unchanged).toBe(2);
  });

  it('a deep run completes what a new tag needs as well', async () => {
    stored().deleteManifest(child());
    await scene.publish('app', '1.0.1', await multi('first'));
    const { of } = await scene.run({ images: [{ source: 'app', tags: ['1.0.1'] }] }, { deep: true });
    expect(of('app:1.0.1')).toMatchObject({ action: 'create', status: 'done' });
    expect(stored().manifest(child())).toBeDefined();
  });
});
