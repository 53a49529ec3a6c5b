import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { LayoutRepository } from '@multiarch-mirror/oci';
import { buildIndex, pushImage } from '@multiarch-mirror/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asked } from './requests.fixture.ts';
import { day, Scene, today } from './scene.fixture.ts';
import { multi, single } from './test-image.fixture.ts';

let scene: Scene;
beforeEach(async () => {
  scene = await Scene.open();
});
afterEach(() => scene.close());

const assembly = (sources: object, more: object = {}) => ({ images: [{ name: 'app', sources, ...more }] });
/** Both processors in one repository, by the end of the tag. */
const suffixed = (more: object = {}) =>
  assembly(
    {
      'linux/amd64': `${scene.upstream.host}/lib/app:{tag}-amd64`,
      'linux/arm64': `${scene.upstream.host}/lib/app:{tag}-arm64`,
    },
    more,
  );

async function release(tag: string, content = tag): Promise<[amd: string, arm: string]> {
  return [
    await scene.publish('app', `${tag}-amd64`, await single(content)),
    await scene.publish('app', `${tag}-arm64`, await single(content, 'linux/arm64')),
  ];
}

describe('an assembly whose templates hold more than the tag', () => {
  it('selects from what the template of `tagsFrom` names, by the tag alone', async () => {
    for (const tag of ['1.0.0', '1.1.0', '2.0.0-rc1']) await release(tag);
    await scene.publish('app', '3.0.0-arm64', await single('early', 'linux/arm64'));
    await scene.publish('app', ['latest', '4.0.0'], await multi('plain'));
    const { report } = await scene.run(suffixed({ tags: { semver: '*', keep: 2, latest: true } }));
    expect(report.summary.statuses).toEqual({ done: 3, failed: 0, deferred: 0 });
    expect(Object.keys(scene.tags('app')).toSorted()).toEqual(['1.0.0', '1.1.0', 'latest']);
    expect(asked(scene.upstream).filter((line) => line === 'GET tags')).toHaveLength(1);
  });

  it('says of everything else that it is not what the template names', async () => {
    await release('1.0.0');
    const { explanations } = await scene.explain(
      suffixed({ tags: { semver: '*' }, tagsFrom: 'linux/arm64' }),
    );
    expect(explanations[0]?.tags.map(({ tag, kind }) => [tag, kind])).toEqual([
      ['1.0.0', 'version'],
      ['1.0.0-amd64', 'unfit'],
    ]);
  });
});

describe('an assembly from layouts', () => {
  it('is listed there, where `tagsFrom` names one', async () => {
    const directory = await mkdtemp(join(process.env.TMPDIR ?? '', 'layout-'));
    const layout = new LayoutRepository(directory);
    for (const tag of ['1.0.0', '1.1.0']) {
      await pushImage(layout, buildIndex([await single(tag, 'linux/arm64')]), tag);
      await scene.publish('amd', tag, await multi(tag));
    }
    await scene.publish('amd', '2.0.0', await multi('not built for arm yet'));
    const sources = {
      'linux/amd64': `${scene.upstream.host}/lib/amd:{tag}`,
      'linux/arm64': `oci:${directory}:{tag}`,
    };
    const manifest = assembly(sources, { tags: { semver: '*' }, tagsFrom: 'linux/arm64' });
    const { report } = await scene.run(manifest);
    expect(report.summary.statuses).toEqual({ done: 2, failed: 0, deferred: 0 });
    expect(Object.keys(scene.tags('app')).toSorted()).toEqual(['1.0.0', '1.1.0']);
    expect(asked(scene.upstream)).not.toContain('GET tags');
    scene.forget();
    expect((await scene.run(manifest)).report.summary.actions.unchanged).toBe(2);
    expect(scene.upstream.requests).toEqual([]);
  });
});

describe('an assembly of which one part moves upstream', () => {
  let before: string;
  let moved: string;
  beforeEach(async () => {
    await release('1.0.0');
    await scene.run(suffixed({ tags: ['1.0.0'] }));
    before = scene.tags('app')['1.0.0'] ?? '';
    moved = await scene.publish('app', '1.0.0-arm64', await single('rebuilt', 'linux/arm64'));
    scene.forget();
  });

  it('stays as it is, and nobody asks, where its tag is immutable', async () => {
    expect((await scene.run(suffixed({ tags: ['1.0.0'] }))).of('app:1.0.0').action).toBe('unchanged');
    expect(scene.upstream.requests).toEqual([]);
  });

  it.each([['checkMoved'], ['deep']])('says so with %s, and stays', async (option) => {
    const { of } = await scene.run(suffixed({ tags: ['1.0.0'] }), { [option]: true });
    expect(of('app:1.0.0')).toMatchObject({ action: 'moved', status: 'done', digest: before });
    expect(of('app:1.0.0').reason).toContain(moved);
    expect(scene.tags('app')['1.0.0']).toBe(before);
  });

  it('is followed where its tag is mutable', async () => {
    const { of } = await scene.run(suffixed({ tags: { regex: '^1', mutable: true } }));
    expect(of('app:1.0.0')).toMatchObject({ action: 'update', status: 'done' });
    expect(of('app:1.0.0').platforms?.[1]).toEqual({ platform: 'linux/arm64', digest: moved });
    expect(scene.tags('app')['1.0.0']).not.toBe(before);
  });

  it('is followed no more where the part is denied', async () => {
    const deny = [{ digest: moved, reason: 'crashes' }];
    const { of } = await scene.run(suffixed({ tags: { regex: '^1', mutable: true }, deny }));
    expect(of('app:1.0.0')).toMatchObject({ action: 'unchanged', reason: 'denied: crashes', digest: before });
  });

  it('waits until its youngest part is old enough', async () => {
    const aged = suffixed({ tags: { regex: '^1', mutable: true }, minimumAge: '3d' });
    const { of } = await scene.run(aged);
    const until = new Date(today + 3 * day).toISOString();
    expect(of('app:1.0.0')).toMatchObject({ action: 'update', status: 'deferred', until, digest: before });
    expect((await scene.run(aged, { now: today + 3 * day })).of('app:1.0.0').status).toBe('done');
    expect(scene.tags('app')['1.0.0']).not.toBe(before);
  });
});
