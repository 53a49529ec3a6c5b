import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asked, changes } from './requests.fixture.ts';
import { Scene } from './scene.fixture.ts';
import { multi } from './test-image.fixture.ts';

let scene: Scene;
const digests: Record<string, string> = {};
const children: Record<string, string[]> = {};
const window = (more: object = {}, image: object = {}) => ({
  images: [{ source: 'app', tags: { semver: '*', latest: true, ...more }, ...image }],
});
/** Upstream refuses a version: when it is planned, or only when what is below it is read. */
const breakVersion = (version: string, when: 'plan' | 'run') => {
  scene.upstream.options.onRequest = ({ reference, method }) => {
    const refused =
      when === 'plan'
        ? reference === version
        : method === 'GET' && reference !== undefined && children[version]?.includes(reference);
    return refused ? { kind: 'answer', status: 410 } : undefined;
  };
};
const phases: ['plan' | 'run'][] = [['plan'], ['run']];

beforeEach(async () => {
  scene = await Scene.open();
  for (const tag of ['1.0.0', '1.1.0']) await release(tag);
});
afterEach(() => scene.close());

async function release(tag: string): Promise<void> {
  const built = await multi(tag);
  digests[tag] = await scene.publish('app', tag, built);
  children[tag] = built.members.map(({ manifest }) => manifest.descriptor.digest);
}

describe('latest', () => {
  it('is created together with its version, and follows the next one', async () => {
    const { of, events } = await scene.run(window());
    expect(of('app:latest')).toMatchObject({ action: 'create', digest: digests['1.1.0'] });
    expect(of('app:latest').source).toMatch(/:1\.1\.0$/);
    expect(events.filter(({ type }) => type === 'started')).toMatchObject([
      { tags: ['1.1.0', 'latest'] },
      { tags: ['1.0.0'] },
    ]);
    await release('2.0.0');
    expect((await scene.run(window())).of('app:latest')).toMatchObject({
      action: 'update',
      reason: 'follows 2.0.0',
    });
    expect(scene.tags('app').latest).toBe(digests['2.0.0']);
  });

  it.each(phases)(
    'goes to the highest version that is published when a higher one failed (%s), and says so',
    async (when) => {
      breakVersion('1.1.0', when);
      const { of, errors } = await scene.run(window());
      expect(of('app:1.1.0').status).toBe('failed');
      expect(of('app:latest')).toMatchObject({ status: 'done', digest: digests['1.0.0'] });
      expect(of('app:latest').reason).toBe('follows 1.0.0, since 1.1.0 is not published');
      expect(of('app:latest').source).toMatch(/:1\.0\.0$/);
      expect(of('app:latest').upstreamDigest).toBe(digests['1.0.0']);
      expect(errors).toHaveLength(1);
      expect(scene.tags('app')).toEqual({ '1.0.0': digests['1.0.0'], latest: digests['1.0.0'] });
    },
  );

  it.each(phases)('stays where it is when the higher version failed (%s)', async (when) => {
    await scene.run(window());
    await release('2.0.0');
    breakVersion('2.0.0', when);
    scene.forget();
    const { of, messages } = await scene.run(window());
    expect(of('app:latest')).toMatchObject({
      action: 'unchanged',
      status: 'done',
      digest: digests['1.1.0'],
      reason: 'follows 1.1.0, since 2.0.0 is not published',
    });
    expect(messages).toEqual(['app: latest follows 1.1.0, since 2.0.0 is not published']);
    expect(changes(scene.destination).filter((line) => line.endsWith('latest'))).toEqual([]);
    scene.upstream.options.onRequest = () => undefined;
    await scene.run(window());
    expect(scene.tags('app').latest).toBe(digests['2.0.0']);
  });

  it('is held when nothing is published that it could follow', async () => {
    breakVersion('1.1.0', 'run');
    const { of, errors } = await scene.run(window({ semver: '>=1.1' }));
    expect(of('app:latest')).toMatchObject({ status: 'failed', error: { code: 'MIRROR_LATEST_HELD' } });
    expect(errors.map(({ code }) => code)).toContain('MIRROR_LATEST_HELD');
    expect(scene.tags('app')).toEqual({});
  });

  it('goes back only where the manifest lets it', async () => {
    await scene.run(window());
    const { of } = await scene.run(window({ exclude: [String.raw`1\.1\.0`] }));
    expect(of('app:latest')).toMatchObject({
      action: 'unchanged',
      reason: 'stays at 1.1.0, 1.0.0 is lower',
      digest: digests['1.1.0'],
    });
    const down = window({ exclude: [String.raw`1\.1\.0`], latest: { downgrade: true } });
    expect((await scene.run(down)).of('app:latest')).toMatchObject({
      action: 'update',
      digest: digests['1.0.0'],
    });
    expect(scene.tags('app').latest).toBe(digests['1.0.0']);
  });

  it('does not go back when the record is lost', async () => {
    await scene.run(window());
    scene.destination.repository('mirror/mirror-records').tags.clear();
    const { of } = await scene.run(window({ exclude: [String.raw`1\.1\.0`] }));
    expect(of('app:latest')).toMatchObject({ action: 'unchanged', reason: 'stays at 1.1.0, 1.0.0 is lower' });
    expect(scene.tags('app').latest).toBe(digests['1.1.0']);
  });

  it('follows no denied version', async () => {
    const deny = [{ tag: '1.1.0', reason: 'broken' }];
    const { of } = await scene.run(window({}, { deny }));
    expect(of('app:latest')).toMatchObject({ digest: digests['1.0.0'], reason: 'follows 1.0.0' });
    await scene.run(window());
    expect(scene.tags('app').latest).toBe(digests['1.1.0']);
    expect((await scene.run(window({}, { deny }))).of('app:latest').action).toBe('unchanged');
    await scene.run(window({ latest: { downgrade: true } }, { deny }));
    expect(scene.tags('app').latest).toBe(digests['1.0.0']);
  });

  it('costs no request when the record is lost and found again', async () => {
    await scene.run(window());
    scene.destination.repository('mirror/mirror-records').tags.clear();
    scene.forget();
    const { report } = await scene.run(window());
    expect(report.summary.actions.unchanged).toBe(3);
    expect(changes(scene.destination).filter((line) => line.startsWith('PUT manifest'))).toEqual([
      'PUT manifest app',
    ]);
    scene.forget();
    await scene.run(window());
    expect(asked(scene.destination, 'mirror/app')).toEqual(['GET tags']);
  });

  it('is mended by a deep run when somebody has moved it', async () => {
    await scene.run(window());
    scene.destination.repository('mirror/app').tags.set('latest', digests['1.0.0'] ?? '');
    expect((await scene.run(window())).of('app:latest').action).toBe('unchanged');
    expect((await scene.run(window(), { deep: true })).of('app:latest').action).toBe('update');
    expect(scene.tags('app').latest).toBe(digests['1.1.0']);
  });

  it('does not move for a version whose update is put off', async () => {
    await scene.run(window({ mutable: true }));
    await scene.publish('app', '1.1.0', await multi('moved'));
    const { of } = await scene.run(window({ mutable: true }, { minimumAge: '3d' }));
    expect(of('app:1.1.0')).toMatchObject({ action: 'update', status: 'deferred' });
    expect(of('app:latest')).toMatchObject({ action: 'unchanged', digest: digests['1.1.0'] });
  });

  it('is not published where the registry does not overwrite it, and its version is', async () => {
    await scene.run(window());
    await release('2.0.0');
    scene.destination.options.immutableTags = true;
    const { of } = await scene.run(window());
    expect(of('app:2.0.0')).toMatchObject({ status: 'done', digest: digests['2.0.0'] });
    expect(of('app:latest')).toMatchObject({ status: 'failed', error: { code: 'MIRROR_TAG_IMMUTABLE' } });
  });
});
