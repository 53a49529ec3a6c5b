import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asked, changes } from './requests.fixture.ts';
import { Scene } from './scene.fixture.ts';
import { multi, publish, single } from './test-image.fixture.ts';

let scene: Scene;
beforeEach(async () => {
  scene = await Scene.open();
});
afterEach(() => scene.close());

describe('what is published', () => {
  it('is copied blobs first, then platforms; with nothing to attach the index comes with its tag, last of all', async () => {
    const built = await multi('app');
    const digest = await scene.publish('app', '1.0.0', built);
    const { report, errors } = await scene.run({
      images: [{ source: 'app', tags: { semver: '*', latest: true } }],
    });
    expect(errors).toEqual([]);
    expect(report.images).toHaveLength(2);
    const pushed = changes(scene.destination).filter((line) => line.startsWith('PUT manifest'));
    const platforms = built.members.map(({ manifest }) => `PUT manifest ${manifest.descriptor.digest}`);
    expect(pushed.slice(0, 2).toSorted()).toEqual(platforms.toSorted());
    expect(pushed.slice(2)).toEqual(['PUT manifest 1.0.0', 'PUT manifest latest', 'PUT manifest app']);
    expect(scene.tags('app')).toEqual({ '1.0.0': digest, latest: digest });
    // Once, by its tag.
    const reads = asked(scene.upstream).filter((line) => /manifest/.test(line) && !platforms.includes(line));
    expect(reads.filter((line) => !line.includes('sha256:'))).toEqual(['GET manifest 1.0.0']);
    expect(reads).not.toContain(`GET manifest ${digest}`);
  });

  it('is worked once for all tags of one digest', async () => {
    const digest = await scene.publish('app', ['17.2', '17.2.0', 'slim'], await multi('app'));
    const { events, report } = await scene.run({
      images: [{ source: 'app', tags: ['17.2', '17.2.0', 'slim'] }],
    });
    const started = events.filter(({ type }) => type === 'started');
    expect(started).toMatchObject([{ tags: ['17.2', '17.2.0', 'slim'] }]);
    expect(report.images.map(({ digest: each }) => each)).toEqual([digest, digest, digest]);
    expect(scene.tags('app')).toEqual({ '17.2': digest, '17.2.0': digest, slim: digest });
  });

  it('says what is planned so far, what platforms the image has and how far its copy is', async () => {
    await scene.publish('app', '17.2.0', await multi('app'));
    const { events, report } = await scene.run({ images: [{ source: 'app', tags: ['17.2.0'] }] });
    const said = (type: string) => events.filter((event) => event.type === type);
    expect(said('looked')).toEqual([{ type: 'looked', looked: 1, of: 1, tags: 1 }]);
    const names = report.images[0]?.platforms?.map(({ platform }) => platform) ?? [];
    expect(said('platforms')).toMatchObject([{ image: 'app', tags: ['17.2.0'], platforms: names }]);
    const progress = events.filter((event) => event.type === 'progress');
    const last = progress.at(-1);
    expect(last?.complete.toSorted()).toEqual(names.toSorted());
    // The root itself is put with its tag.
    expect((last?.total ?? 0) - (last?.done ?? 0)).toBeLessThan(2000);
    expect(progress.reduce((sum, { bytes }) => sum + bytes, 0)).toBeGreaterThan(0);
  });

  it('is worked once for two entries that give one repository the same digest', async () => {
    const digest = await scene.publish('app', ['1.0.0', 'slim'], await multi('app'));
    const { events, report } = await scene.run({
      images: [
        { source: 'app', tags: ['1.0.0'] },
        { source: 'app', tags: ['slim'] },
      ],
    });
    expect(events.filter(({ type }) => type === 'started')).toMatchObject([{ tags: ['1.0.0', 'slim'] }]);
    expect(report.images.map(({ line, status }) => [line, status])).toEqual([
      [5, 'done'],
      [6, 'done'],
    ]);
    expect(scene.tags('app')).toEqual({ '1.0.0': digest, slim: digest });
  });

  it('fills one repository from two entries with sources of their own', async () => {
    const one = await scene.publish('one', '1.0.0', await multi('one'));
    const two = await scene.publish('two', '2.0.0', await multi('two'));
    const images = [
      { name: 'app', source: 'one', tags: ['1.0.0'] },
      { name: 'app', source: 'two', tags: ['2.0.0'] },
    ];
    await scene.run({ images });
    expect(scene.tags('app')).toEqual({ '1.0.0': one, '2.0.0': two });
    scene.forget();
    const { report } = await scene.run({ images });
    expect(report.summary.actions.unchanged).toBe(2);
    expect(asked(scene.destination, 'mirror/app')).toEqual(['GET tags']);
    expect(asked(scene.destination, 'mirror/mirror-records')).toHaveLength(1);
  });

  it('brings each blob over once, and mounts it where another repository has it', async () => {
    const built = await multi('app');
    await scene.publish('app', '1.0.0', built);
    await publish(scene.upstream, 'lib/twin', '1.0.0', built);
    const { report } = await scene.run({
      images: [
        { source: 'app', tags: ['1.0.0'] },
        { source: 'twin', tags: ['1.0.0'] },
      ],
    });
    const read = scene.upstream.requests.filter(({ kind, method }) => kind === 'blob' && method === 'GET');
    expect(new Set(read.map(({ reference }) => reference)).size).toBe(read.length);
    expect(report.transfer).toMatchObject({ blobsCopied: 4, blobsMounted: 4 });
  });

  it('leaves nothing on disk', async () => {
    await scene.publish('app', '1.0.0', await multi('app'));
    await scene.run({ images: [{ source: 'app', tags: ['1.0.0'] }] });
    expect(await scene.temporary()).toEqual([]);
  });

  it('is an image without an index just as well', async () => {
    const digest = await scene.publish('app', '1.0.0', await single('app'));
    const { of } = await scene.run({
      images: [{ source: 'app', tags: ['1.0.0'], platforms: ['linux/amd64'] }],
    });
    expect(of('app:1.0.0')).toMatchObject({ digest, platforms: [{ platform: 'linux/amd64', digest }] });
  });
});

describe('the same tag twice', () => {
  const manifest = {
    images: [
      { name: 'app', source: 'one', tags: { semver: '*' } },
      { name: 'app', source: 'two', tags: { semver: '*' } },
    ],
  };

  it('is an error that names both lines, and the other tags are done', async () => {
    const one = await scene.publish('one', '1.0.0', await multi('one'));
    await scene.publish('two', '1.0.0', await multi('two'));
    const two = await scene.publish('two', '2.0.0', await multi('two'));
    const { report, errors } = await scene.run(manifest);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({
      code: 'MIRROR_CONFIG_DUPLICATE_TAG',
      place: { file: 'mirror.config.yaml', line: 6 },
    });
    expect(errors[0]?.message).toContain('line 5');
    expect(report.images.map(({ line, status }) => [line, status])).toEqual([
      [5, 'done'],
      [6, 'done'],
      [6, 'failed'],
    ]);
    expect(scene.tags('app')).toEqual({ '1.0.0': one, '2.0.0': two });
  });
});
