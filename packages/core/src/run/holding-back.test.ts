import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asked, changes } from './requests.fixture.ts';
import { day, Scene, today } from './scene.fixture.ts';
import { multi } from './test-image.fixture.ts';

let scene: Scene;
let first: string;
beforeEach(async () => {
  scene = await Scene.open();
  first = await scene.publish('app', ['1.0.0', 'slim'], await multi('first'));
});
afterEach(() => scene.close());

const image = (more: object = {}) => ({ images: [{ source: 'app', tags: ['1.0.0', 'slim'], ...more }] });

describe('deny', () => {
  it('keeps a tag out, with its reason and without a request', async () => {
    const { of } = await scene.run(image({ deny: [{ tag: '1.0.0', reason: 'broken on arm64' }] }));
    expect(of('app:1.0.0')).toMatchObject({
      action: 'unchanged',
      status: 'done',
      reason: 'denied: broken on arm64',
    });
    expect(of('app:1.0.0')).not.toHaveProperty('digest');
    expect(Object.keys(scene.tags('app'))).toEqual(['slim']);
    expect(asked(scene.upstream)).not.toContain('HEAD manifest 1.0.0');
  });

  it('keeps a digest out, whatever its tag', async () => {
    const { report } = await scene.run(image({ deny: [{ digest: first, reason: 'a bad build' }] }));
    expect(report.images.map(({ reason, upstreamDigest }) => [reason, upstreamDigest])).toEqual([
      ['denied: a bad build', first],
      ['denied: a bad build', first],
    ]);
    expect(scene.tags('app')).toEqual({});
    expect(changes(scene.destination)).toEqual([]);
  });

  it('stops following, and deletes nothing', async () => {
    await scene.run(image());
    const second = await scene.publish('app', 'slim', await multi('second'));
    const { of } = await scene.run(image({ deny: [{ digest: second, reason: 'a bad build' }] }));
    expect(of('app:slim')).toMatchObject({ action: 'unchanged', digest: first, upstreamDigest: first });
    expect(of('app:slim').reason).toBe('denied: a bad build');
    const third = await scene.publish('app', 'slim', await multi('third'));
    await scene.run(image({ deny: [{ digest: second, reason: 'a bad build' }] }));
    expect(scene.tags('app')).toEqual({ '1.0.0': first, slim: third });
  });

  it('keeps its place in the window: `keep` counts what is selected', async () => {
    for (const tag of ['1.1.0', '1.2.0']) await scene.publish('app', tag, await multi(tag));
    const deny = [{ tag: '1.2.0', reason: 'broken' }];
    const { report } = await scene.run(image({ tags: { semver: '*', keep: 2 }, deny }));
    expect(report.images.map(({ destination, reason }) => [destination.replace(/^.*:/, ''), reason])).toEqual(
      [
        ['1.2.0', 'denied: broken'],
        ['1.1.0', 'new'],
      ],
    );
    expect(Object.keys(scene.tags('app'))).toEqual(['1.1.0']);
  });

  it('holds in a deep run and when moved tags are looked for, and denies no repair of what it does not name', async () => {
    await scene.run(image());
    const deny = [{ digest: first, reason: 'a bad build' }];
    for (const options of [{ deep: true }, { checkMoved: true }]) {
      const { report } = await scene.run(image({ deny }), options);
      expect(report.images.map(({ action, reason }) => [action, reason])).toEqual([
        ['unchanged', 'denied: a bad build'],
        ['unchanged', 'denied: a bad build'],
      ]);
    }
    expect(scene.tags('app')).toEqual({ '1.0.0': first, slim: first });
  });

  it('lets `latest` follow no version whose digest is denied', async () => {
    const second = await scene.publish('app', '2.0.0', await multi('second'));
    const deny = [{ digest: second, reason: 'broken' }];
    const { of } = await scene.run(image({ tags: { semver: '*', latest: true }, deny }));
    expect(of('app:latest')).toMatchObject({ reason: 'follows 1.0.0', digest: first });
    expect(Object.keys(scene.tags('app')).toSorted()).toEqual(['1.0.0', 'latest']);
  });

  it('says so of what was published before, without a request', async () => {
    await scene.run(image({ tags: ['1.0.0'] }));
    scene.forget();
    const { of } = await scene.run(
      image({ tags: ['1.0.0'], deny: [{ digest: first, reason: 'a bad build' }] }),
    );
    expect(of('app:1.0.0')).toMatchObject({
      action: 'unchanged',
      digest: first,
      reason: 'denied: a bad build',
    });
    expect(scene.upstream.requests).toEqual([]);
  });
});

describe('minimumAge', () => {
  const aged = image({ minimumAge: '3d' });

  it('holds a digest back until it is old enough, by the date in the record', async () => {
    const until = new Date(today + 3 * day).toISOString();
    const { report } = await scene.run(aged);
    expect(report.summary.statuses).toEqual({ done: 0, failed: 0, deferred: 2 });
    expect(report.images).toMatchObject([
      { action: 'create', status: 'deferred', reason: 'minimumAge', until },
      { action: 'create', status: 'deferred', reason: 'minimumAge', until },
    ]);
    expect(scene.tags('app')).toEqual({});
    expect((await scene.record('app')).seen).toEqual({ [first]: new Date(today).toISOString() });
    const early = await scene.run(aged, { now: today + 3 * day - 1 });
    expect(early.of('app:1.0.0')).toMatchObject({ status: 'deferred', until });
    const { of } = await scene.run(aged, { now: today + 3 * day });
    expect(of('app:1.0.0')).toMatchObject({ status: 'done', digest: first });
    expect((await scene.record('app')).seen).toEqual({});
  });

  it('writes the record once, however often it waits', async () => {
    await scene.run(aged);
    scene.forget();
    await scene.run(aged, { now: today + day });
    expect(changes(scene.destination)).toEqual([]);
    expect(asked(scene.destination, 'mirror/mirror-records')).toHaveLength(1);
  });

  it('keeps the old content of a tag that moves until the new one is old enough', async () => {
    await scene.run(image());
    const second = await scene.publish('app', 'slim', await multi('second'));
    const { of } = await scene.run(aged);
    expect(of('app:slim')).toMatchObject({ action: 'update', status: 'deferred', digest: first });
    expect(of('app:1.0.0')).toMatchObject({ action: 'unchanged', status: 'done' });
    await scene.run(aged, { now: today + 3 * day });
    expect(scene.tags('app')).toEqual({ '1.0.0': first, slim: second });
  });

  it('lets a tag follow at once to what is published already under another one', async () => {
    const second = await scene.publish('app', '1.1.0', await multi('second'));
    await scene.run(image({ tags: ['1.0.0', '1.1.0', 'slim'] }));
    await scene.publish('app', 'slim', await multi('second'));
    const { of } = await scene.run(image({ tags: ['1.0.0', '1.1.0', 'slim'], minimumAge: '3d' }));
    expect(of('app:slim')).toMatchObject({ action: 'update', status: 'done', digest: second });
  });

  it('begins at the first run of any tag that has the digest, and holds all of them', async () => {
    await scene.run(aged);
    await scene.publish('app', '1.0.1', await multi('first'));
    const more = image({ tags: ['1.0.0', '1.0.1', 'slim'], minimumAge: '3d' });
    const { report } = await scene.run(more, { now: today + 2 * day });
    const until = new Date(today + 3 * day).toISOString();
    expect(report.images.map((each) => each.until)).toEqual([until, until, until]);
    expect((await scene.run(more, { now: today + 3 * day })).report.summary.statuses?.done).toBe(3);
  });

  it('begins anew when the record is lost, and says until when', async () => {
    await scene.run(aged);
    scene.destination.repository('mirror/mirror-records').tags.clear();
    const { of } = await scene.run(aged, { now: today + 2 * day });
    expect(of('app:slim').until).toBe(new Date(today + 5 * day).toISOString());
  });

  it('holds `latest` at the version that is old enough, and says so', async () => {
    const tags = { semver: '*', latest: true };
    await scene.run(image({ tags }));
    await scene.publish('app', '2.0.0', await multi('second'));
    const { of, messages } = await scene.run(image({ tags, minimumAge: '3d' }));
    expect(of('app:2.0.0')).toMatchObject({ status: 'deferred', reason: 'minimumAge' });
    expect(of('app:latest')).toMatchObject({ action: 'unchanged', status: 'done', digest: first });
    expect(of('app:latest').reason).toBe('follows 1.0.0, since 2.0.0 is not published');
    expect(messages).toEqual(['app: latest follows 1.0.0, since 2.0.0 is not published']);
    await scene.run(image({ tags, minimumAge: '3d' }), { now: today + 3 * day });
    expect(scene.tags('app').latest).toBe(scene.tags('app')['2.0.0']);
  });

  it('plans the same without noting anything', async () => {
    await scene.plan(aged);
    expect(changes(scene.destination)).toEqual([]);
    const plan = await scene.plan(aged, { now: today + 10 * day });
    expect(plan.repositories[0]?.tags.map(({ deferred }) => deferred?.until)).toEqual([
      new Date(today + 13 * day).toISOString(),
      new Date(today + 13 * day).toISOString(),
    ]);
  });

  it('does not begin anew for other platforms of what is published', async () => {
    await scene.run(image());
    const { report } = await scene.run(image({ minimumAge: '3d', platforms: ['linux/amd64'] }));
    expect(report.summary).toMatchObject({ actions: { update: 2 }, statuses: { done: 2 } });
  });

  it('begins anew for each digest', async () => {
    await scene.run(aged);
    await scene.publish('app', 'slim', await multi('second'));
    const { of } = await scene.run(aged, { now: today + 3 * day });
    expect(of('app:1.0.0').status).toBe('done');
    expect(of('app:slim')).toMatchObject({
      status: 'deferred',
      until: new Date(today + 6 * day).toISOString(),
    });
  });
});
