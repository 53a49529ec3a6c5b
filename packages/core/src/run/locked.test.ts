import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asked } from './requests.fixture.ts';
import { Scene } from './scene.fixture.ts';
import { multi, single } from './test-image.fixture.ts';

let scene: Scene;
beforeEach(async () => {
  scene = await Scene.open();
});
afterEach(() => scene.close());

const window = (more: object = {}) => ({
  images: [{ source: 'app', tags: { semver: '*', keep: 2, latest: true, ...more } }],
});
const literal = { images: [{ source: 'app', tags: ['1.0.0', 'slim'] }] };

describe('a lock of a window', () => {
  let digests: Record<string, string>;
  let text: string;
  beforeEach(async () => {
    digests = {};
    for (const tag of ['0.9.0', '1.0.0', '1.1.0'])
      digests[tag] = await scene.publish('app', tag, await multi(tag));
    ({ text } = await scene.lock(window()));
    scene.forget();
  });

  it('names each tag of it with its digest, the highest first, and no `latest`', () => {
    expect(text).toContain(`    tags:\n      1.1.0: ${digests['1.1.0']}\n      1.0.0: ${digests['1.0.0']}\n`);
    expect(text).not.toMatch(/latest|0\.9\.0/);
  });

  it('is all that is mirrored, by digest, and upstream is listed no more', async () => {
    await scene.publish('app', '1.1.0', await multi('moved'));
    await scene.publish('app', '2.0.0', await multi('new'));
    const { of, report } = await scene.run(window(), { lock: text });
    expect(report.summary.statuses).toEqual({ done: 3, failed: 0, deferred: 0 });
    expect(scene.tags('app')).toEqual({
      '1.1.0': digests['1.1.0'],
      '1.0.0': digests['1.0.0'],
      latest: digests['1.1.0'],
    });
    expect(of('app:latest')).toMatchObject({ action: 'create', reason: 'follows 1.1.0' });
    expect(asked(scene.upstream).filter((line) => !/^GET (manifest|blob) sha256:/.test(line))).toEqual([]);
    scene.forget();
    expect((await scene.run(window(), { lock: text })).report.summary.actions.unchanged).toBe(3);
    expect(scene.upstream.requests).toEqual([]);
    expect(asked(scene.destination, 'mirror/app')).toEqual(['GET tags']);
  });

  it('keeps `latest` from a higher version that a run without it has published, and does not turn it back', async () => {
    await scene.run(window(), { lock: text });
    digests['2.0.0'] = await scene.publish('app', '2.0.0', await multi('new'));
    await scene.run(window());
    expect(scene.tags('app').latest).toBe(digests['2.0.0']);
    expect((await scene.run(window(), { lock: text })).of('app:latest')).toMatchObject({
      action: 'unchanged',
      reason: 'stays at 2.0.0, 1.1.0 is lower',
    });
    const back = window({ latest: { downgrade: true } });
    const { of } = await scene.run(back, { lock: text });
    expect(of('app:latest')).toMatchObject({ action: 'update', status: 'done', reason: 'follows 1.1.0' });
    expect(scene.tags('app')).toEqual({ ...digests, '0.9.0': undefined, latest: digests['1.1.0'] });
  });

  it('lets `latest` follow no version that failed', async () => {
    scene.upstream.options.onRequest = ({ reference }) =>
      reference === digests['1.1.0'] ? { kind: 'answer', status: 410 } : undefined;
    const { of } = await scene.run(window(), { lock: text });
    expect(of('app:1.1.0').status).toBe('failed');
    expect(of('app:latest')).toMatchObject({
      status: 'done',
      digest: digests['1.0.0'],
      reason: 'follows 1.0.0, since 1.1.0 is not published',
    });
  });

  it('follows the window when it is written again', async () => {
    digests['2.0.0'] = await scene.publish('app', '2.0.0', await multi('new'));
    const { text: again, changes } = await scene.lock(window(), text);
    expect(changes.map(({ change, tag }) => `${change} ${tag}`)).toEqual(['added 2.0.0', 'removed 1.0.0']);
    expect(again).toBe(
      text
        .replace(`      1.0.0: ${digests['1.0.0']}\n`, '')
        .replace('      1.1.0', `      2.0.0: ${digests['2.0.0']}\n      1.1.0`),
    );
    expect((await scene.lock(window(), again)).changes).toEqual([]);
  });
});

describe('a lock of versions that all end alike', () => {
  it('is held to, `latest` too', async () => {
    const tags = ['17.4.0-ce.0', '17.4.1-ce.0', '17.5.0-ce.0', '17.5.1-ce.0', '17.5.1-ce.1'];
    for (const tag of tags) await scene.publish('app', tag, await multi(tag));
    const { text } = await scene.lock(window());
    expect(text).toContain('    usual: ce\n    tags:\n      17.5.1-ce.1:');
    const { report, of } = await scene.run(window(), { lock: text });
    expect(report.summary.statuses).toEqual({ done: 3, failed: 0, deferred: 0 });
    expect(of('app:latest').reason).toBe('follows 17.5.1-ce.1');
  });
});

describe('a lock of literal tags', () => {
  let first: string;
  let text: string;
  beforeEach(async () => {
    first = await scene.publish('app', ['1.0.0', 'slim'], await multi('first'));
    ({ text } = await scene.lock(literal));
    scene.forget();
  });

  it('holds a mutable tag back until it is written again', async () => {
    await scene.run(literal, { lock: text });
    const second = await scene.publish('app', 'slim', await multi('second'));
    expect((await scene.run(literal, { lock: text })).of('app:slim')).toMatchObject({ action: 'unchanged' });
    const { text: again, changes } = await scene.lock(literal, text);
    expect(changes).toEqual([
      {
        image: 'app',
        tag: 'slim',
        change: 'changed',
        before: [{ digest: first }],
        after: [{ digest: second }],
      },
    ]);
    const { of } = await scene.run(literal, { lock: again });
    expect(of('app:slim')).toMatchObject({
      action: 'update',
      status: 'done',
      digest: second,
      reason: 'the lock names another digest',
    });
  });

  it('says of an immutable tag that upstream has moved it, and is followed once it is reviewed', async () => {
    await scene.run(literal);
    const second = await scene.publish('app', '1.0.0', await multi('second'));
    const { text: again, changes } = await scene.lock(literal, text);
    expect(changes).toMatchObject([{ tag: '1.0.0', change: 'changed', moved: true }]);
    expect((await scene.run(literal)).of('app:1.0.0').action).toBe('unchanged');
    await scene.run(literal, { lock: again });
    expect(scene.tags('app')['1.0.0']).toBe(second);
  });

  it('brings back what the destination holds in its place', async () => {
    await scene.publish('app', 'slim', await multi('second'));
    await scene.run(literal);
    const { of } = await scene.run(literal, { lock: text });
    expect(of('app:slim')).toMatchObject({ action: 'update', digest: first });
  });

  it.each([['deep'], ['checkMoved']])(
    'says with %s what upstream has made of its tags since',
    async (option) => {
      await scene.run(literal, { lock: text });
      const second = await scene.publish('app', 'slim', await multi('second'));
      scene.upstream.repository('lib/app').tags.delete('1.0.0');
      const { of } = await scene.run(literal, { lock: text, [option]: true });
      expect(of('app:slim')).toMatchObject({ action: 'moved', status: 'done', digest: first });
      expect(of('app:slim').reason).toContain(second);
      expect(of('app:1.0.0')).toMatchObject({ action: 'gone', status: 'done', digest: first });
      expect(scene.tags('app')).toEqual({ '1.0.0': first, slim: first });
    },
  );

  it('mirrors a tag that upstream has removed since, as long as the digest is there', async () => {
    scene.upstream.repository('lib/app').tags.clear();
    const { report } = await scene.run(literal, { lock: text });
    expect(report.summary.statuses).toEqual({ done: 2, failed: 0, deferred: 0 });
  });

  it('fails a tag whose digest is gone, with its side', async () => {
    scene.upstream.repository('lib/app').deleteManifest(first);
    const { of } = await scene.run(literal, { lock: text });
    expect(of('app:slim')).toMatchObject({
      status: 'failed',
      error: { code: 'MIRROR_MANIFEST_UNKNOWN', side: 'source' },
    });
  });

  it('keeps what was locked of a tag that cannot be asked about, and says so', async () => {
    scene.upstream.options.onRequest = ({ reference }) =>
      reference === 'slim' ? { kind: 'answer', status: 403 } : undefined;
    const { text: again, errors, changes } = await scene.lock(literal, text);
    expect(errors).toMatchObject([{ code: 'MIRROR_DENIED', place: { image: 'app', side: 'source' } }]);
    expect(changes).toEqual([]);
    expect(again).toBe(text);
  });

  it('leaves out what the manifest denies, and what does not exist', async () => {
    const more = { deny: [{ tag: 'slim', reason: 'no' }], tags: ['1.0.0', 'slim', '2.0.0'] };
    const { text: again, errors } = await scene.lock({ images: [{ ...literal.images[0], ...more }] });
    expect(errors).toMatchObject([{ code: 'MIRROR_MANIFEST_UNKNOWN' }]);
    expect(again).not.toMatch(/slim|2\.0\.0/);
  });

  it('does not let a digest in that is too young', async () => {
    const aged = { images: [{ ...literal.images[0], minimumAge: '3d' }] };
    const { report } = await scene.run(aged, { lock: text });
    expect(report.summary.statuses).toEqual({ done: 0, failed: 0, deferred: 2 });
  });
});

describe('a lock of an assembly', () => {
  const manifest = () => {
    const { host } = scene.upstream;
    const sources = { 'linux/amd64': `${host}/lib/amd:{tag}`, 'linux/arm64': `${host}/lib/arm:{tag}` };
    return { images: [{ name: 'app', sources, tags: ['1.0.0'], missingPlatform: 'allow' }] };
  };

  it('names the digest of each platform, and mirrors those', async () => {
    const amd = await scene.publish('amd', '1.0.0', await multi('amd'));
    const arm = await scene.publish('arm', '1.0.0', await single('arm', 'linux/arm64'));
    const { text } = await scene.lock(manifest());
    expect(text).toContain(`      1.0.0:\n        linux/amd64: ${amd}\n        linux/arm64: ${arm}\n`);
    await scene.publish('arm', '1.0.0', await single('moved', 'linux/arm64'));
    const { of } = await scene.run(manifest(), { lock: text });
    expect(of('app:1.0.0')).toMatchObject({ status: 'done', sources: [{ digest: amd }, { digest: arm }] });
  });

  it('remembers that a platform was not there', async () => {
    const amd = await scene.publish('amd', '1.0.0', await multi('amd'));
    const { text } = await scene.lock(manifest());
    expect(text).toContain(`      1.0.0:\n        linux/amd64: ${amd}\n`);
    await scene.publish('arm', '1.0.0', await single('arm', 'linux/arm64'));
    const { of } = await scene.run(manifest(), { lock: text });
    expect(of('app:1.0.0')).toMatchObject({ status: 'done', missingPlatforms: ['linux/arm64'] });
    const { text: again } = await scene.lock(manifest(), text);
    expect((await scene.run(manifest(), { lock: again })).of('app:1.0.0')).toMatchObject({
      action: 'update',
    });
  });
});
