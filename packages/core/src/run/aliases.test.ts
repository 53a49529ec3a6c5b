import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asked } from './requests.fixture.ts';
import { Scene } from './scene.fixture.ts';
import { multi } from './test-image.fixture.ts';

let scene: Scene;
const digests: Record<string, string> = {};
beforeEach(async () => {
  scene = await Scene.open();
  await release('1.2.0', '1.2', '1');
});
afterEach(() => scene.close());

/** A version, with the aliases that upstream points to it. */
async function release(version: string, ...aliases: string[]): Promise<void> {
  digests[version] = await scene.publish('app', [version, ...aliases], await multi(version));
}

const window = (more: object = {}, image: object = {}) => ({
  images: [{ source: 'app', tags: { semver: '*', ...more }, ...image }],
});

describe('aliases', () => {
  it('are left out by default', async () => {
    await scene.run(window());
    expect(Object.keys(scene.tags('app'))).toEqual(['1.2.0']);
  });

  it('are published with the version that they stand for: one image, one unit of work', async () => {
    const { events } = await scene.run(window({ aliases: true }));
    expect(scene.tags('app')).toEqual({
      '1.2.0': digests['1.2.0'],
      '1.2': digests['1.2.0'],
      '1': digests['1.2.0'],
    });
    expect(events.filter(({ type }) => type === 'started')).toMatchObject([{ tags: ['1.2.0', '1.2', '1'] }]);
  });

  it('are followed when they move, and the version that they stood for is mirrored once', async () => {
    await scene.run(window({ aliases: true }));
    await release('1.2.1', '1.2', '1');
    scene.forget();
    const { of } = await scene.run(window({ aliases: true }));
    expect(of('app:1.2.0')).toMatchObject({ action: 'unchanged' });
    expect(of('app:1.2.1')).toMatchObject({ action: 'create', digest: digests['1.2.1'] });
    for (const alias of ['1.2', '1'])
      expect(of(`app:${alias}`)).toMatchObject({
        action: 'update',
        reason: 'upstream moved',
        digest: digests['1.2.1'],
      });
    expect(asked(scene.upstream)).not.toContain('HEAD manifest 1.2.0');
  });

  it('cost one HEAD each when nothing has moved', async () => {
    await scene.run(window({ aliases: true }));
    scene.forget();
    await scene.run(window({ aliases: true }));
    expect(asked(scene.upstream).toSorted()).toEqual(['GET tags', 'HEAD manifest 1', 'HEAD manifest 1.2']);
  });

  it('are mirrored once where `mutable: false` says so, and versions followed where it is true', async () => {
    await scene.run(window({ aliases: true }));
    await scene.publish('app', ['1.2.0', '1.2'], await multi('rebuilt'));
    await scene.run(window({ aliases: true, mutable: false }));
    expect(new Set(Object.values(scene.tags('app')))).toEqual(new Set([digests['1.2.0']]));
    const { of } = await scene.run(window({ mutable: true }));
    expect(of('app:1.2.0')).toMatchObject({ action: 'update', reason: 'upstream moved' });
  });

  it('are taken from the version that went out of the window, and stay where they are', async () => {
    await scene.run(window({ aliases: true }));
    await release('2.0.0', '2');
    await scene.run(window({ aliases: true, keep: 1 }));
    expect(scene.tags('app')).toEqual({
      '1.2.0': digests['1.2.0'],
      '1.2': digests['1.2.0'],
      '1': digests['1.2.0'],
      '2.0.0': digests['2.0.0'],
      '2': digests['2.0.0'],
    });
  });

  it('can have been versions before a longer form came', async () => {
    await scene.publish('app', '3.10', await multi('3.10'));
    await scene.run(window({ semver: '>=3' }));
    const { '3.10': first } = scene.tags('app');
    await release('3.10.1');
    await scene.publish('app', '3.10', await multi('3.10.1'));
    await scene.run(window({ semver: '>=3' }));
    expect(scene.tags('app')).toEqual({ '3.10': first, '3.10.1': digests['3.10.1'] });
    const { of } = await scene.run(window({ semver: '>=3', aliases: true }));
    expect(of('app:3.10')).toMatchObject({ action: 'update', digest: digests['3.10.1'] });
  });

  it('may be denied by themselves, and are denied with the digest that they stand for', async () => {
    const byTag = [{ tag: '1', reason: 'too vague' }];
    const { of } = await scene.run(window({ aliases: true }, { deny: byTag }));
    expect(of('app:1')).toMatchObject({ action: 'unchanged', reason: 'denied: too vague' });
    expect(Object.keys(scene.tags('app')).toSorted()).toEqual(['1.2', '1.2.0']);
    await release('1.2.1', '1.2', '1');
    const byDigest = [{ digest: digests['1.2.1'], reason: 'broken' }];
    const next = await scene.run(window({ aliases: true }, { deny: byDigest }));
    expect(next.of('app:1.2')).toMatchObject({ reason: 'denied: broken', digest: digests['1.2.0'] });
    expect(next.of('app:1.2.1')).toMatchObject({ reason: 'denied: broken' });
    expect(Object.keys(scene.tags('app')).toSorted()).toEqual(['1.2', '1.2.0']);
  });
});

describe('a window on versions that all end alike', () => {
  it('mirrors them, with `latest` by the same rule, and finds nothing to do afterwards', async () => {
    scene.upstream.repository('lib/app').tags.clear();
    for (const version of ['17.5.0-ce.0', '17.5.1-ce.0', '17.6.0-ce.0', '17.7.0-rc42.ce.0'])
      await release(version);
    // A plain version of another entry does not change what ends alike upstream.
    await scene.publish('other', '0.1', await multi('other'));
    const [gitlab] = window({ keep: 2, latest: true }).images;
    const manifest = { images: [gitlab ?? {}, { name: 'app', source: 'other', tags: ['0.1'] }] };
    const { of, report } = await scene.run(manifest);
    expect(report.summary.statuses).toMatchObject({ failed: 0 });
    expect(of('app:latest')).toMatchObject({ reason: 'follows 17.6.0-ce.0', digest: digests['17.6.0-ce.0'] });
    expect(Object.keys(scene.tags('app')).toSorted()).toEqual([
      '0.1',
      '17.5.1-ce.0',
      '17.6.0-ce.0',
      'latest',
    ]);
    const again = await scene.run(manifest);
    expect(again.report.summary.actions).toMatchObject({ create: 0, update: 0, repair: 0 });
    expect(again.of('app:latest').reason).toBe('follows 17.6.0-ce.0');
  });
});
