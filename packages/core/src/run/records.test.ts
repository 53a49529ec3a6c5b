import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asked, changes } from './requests.fixture.ts';
import { Scene } from './scene.fixture.ts';
import { multi } from './test-image.fixture.ts';

let scene: Scene;
const manifest = { images: [{ source: 'app', tags: ['1.0.0', 'slim'] }] };
const records = 'mirror/mirror-records';
const layerType = 'application/vnd.multiarch-mirror.record.v1+json';

beforeEach(async () => {
  scene = await Scene.open();
  await scene.publish('app', ['1.0.0', 'slim'], await multi('app'));
  await scene.run(manifest);
  scene.forget();
});
afterEach(() => scene.close());

/** Puts a record of this text in the place of the one that is there. */
async function replaceRecord(text: string, mediaType = layerType): Promise<void> {
  const bytes = Buffer.from(text);
  const digest = await scene.destination.putBlob(records, bytes);
  const config = await scene.destination.putBlob(records, Buffer.from('{}'));
  scene.destination.putManifest(
    records,
    Buffer.from(
      JSON.stringify({
        schemaVersion: 2,
        mediaType: 'application/vnd.oci.image.manifest.v1+json',
        config: { mediaType: 'application/vnd.oci.empty.v1+json', digest: config, size: 2 },
        layers: [{ mediaType, digest, size: bytes.length }],
      }),
    ),
    { tag: 'app' },
  );
}

/** Everything is found again, nothing is written but the record, and the next run has nothing to do. */
async function expectRecovery(): Promise<void> {
  const before = scene.tags('app');
  const { report } = await scene.run(manifest);
  expect(report.summary).toMatchObject({ actions: { unchanged: 2 }, statuses: { done: 2 } });
  expect(changes(scene.destination).filter((line) => line.startsWith('PUT manifest'))).toEqual([
    'PUT manifest app',
  ]);
  expect(changes(scene.upstream)).toEqual([]);
  expect(scene.tags('app')).toEqual(before);
  scene.forget();
  await scene.run(manifest);
  expect(asked(scene.destination, 'mirror/app')).toEqual(['GET tags']);
}

describe('a record that is of no use costs one slow run', () => {
  it('when it is lost', async () => {
    scene.destination.repository(records).tags.clear();
    await expectRecovery();
  });

  it.each([
    ['no JSON', 'a record'],
    ['null', 'null'],
    ['tags that are none', JSON.stringify({ version: 1, repository: 'R', tags: null, seen: 5 })],
    [
      'entries that are none',
      JSON.stringify({ version: 1, repository: 'R', tags: { '1.0.0': 5, slim: {} }, seen: {} }),
    ],
    ['of a later version', JSON.stringify({ version: 2, repository: 'R', tags: {}, seen: {} })],
    [
      'of another repository',
      JSON.stringify({ version: 1, repository: 'ghcr.io/other/app', tags: {}, seen: {} }),
    ],
  ])('when it is %s', async (_name, text) => {
    await replaceRecord(text.replace('"R"', `"${scene.destination.host}/mirror/app"`));
    await expectRecovery();
  });

  it('when something else has its name', async () => {
    await replaceRecord('{}', 'application/vnd.oci.image.layer.v1.tar');
    await expectRecovery();
  });

  it('when an index has its name', async () => {
    const mediaType = 'application/vnd.oci.image.index.v1+json';
    const index = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType, manifests: [] }));
    scene.destination.putManifest(records, index, { tag: 'app' });
    await expectRecovery();
  });

  it('when its blob is gone', async () => {
    await replaceRecord('{}');
    scene.destination.repository(records).blobs.clear();
    await expectRecovery();
  });

  it('when the registry answers something that is no manifest', async () => {
    let asks = 0;
    scene.destination.options.onRequest = ({ repository, kind }) =>
      repository === records && kind === 'manifest' && ++asks === 1
        ? { kind: 'answer', status: 200, headers: { 'content-type': 'text/html' }, body: '<html></html>' }
        : undefined;
    const { report } = await scene.run(manifest);
    expect(report.summary).toMatchObject({ actions: { unchanged: 2 }, statuses: { done: 2 } });
  });
});

describe('a record', () => {
  it('is merged with what stands there when it is written', async () => {
    await scene.publish('app', '2.0.0', await multi('two'));
    await scene.publish('app', '3.0.0', await multi('three'));
    // A whole other run, between this one's reading of the record and its writing.
    let other = false;
    scene.upstream.options.onRequest = async ({ method, reference }) => {
      if (other || method !== 'GET' || reference !== '2.0.0') return undefined;
      other = true;
      await scene.run({ images: [{ source: 'app', tags: ['3.0.0'] }] });
      return undefined;
    };
    await scene.run({ images: [{ source: 'app', tags: ['2.0.0'] }] });
    expect(Object.keys((await scene.record('app')).tags ?? {}).toSorted()).toEqual([
      '1.0.0',
      '2.0.0',
      '3.0.0',
      'slim',
    ]);
  });

  describe('that two runs write at the same time', () => {
    const of = (tag: string) => ({ images: [{ source: 'app', tags: [tag] }] });
    const both = { images: [{ source: 'app', tags: ['2.0.0', '3.0.0'] }] };
    /** What happens to the n-th record that is put. */
    const onPut = (then: (number: number) => Promise<void>) => {
      let puts = 0;
      scene.destination.options.onRequest = async ({ repository, method, reference }) => {
        if (repository === records && method === 'PUT' && reference === 'app') await then(++puts);
        return undefined;
      };
    };
    beforeEach(async () => {
      await scene.publish('app', '2.0.0', await multi('two'));
      await scene.publish('app', '3.0.0', await multi('three'));
    });

    it('holds what each of them has done', async () => {
      // Each has read and merged before the other one's is there.
      const met = Promise.withResolvers<void>();
      onPut(async (number) => (number === 1 ? met.promise : met.resolve()));
      await Promise.all([scene.run(of('2.0.0')), scene.run(of('3.0.0'))]);
      expect(Object.keys((await scene.record('app')).tags ?? {}).toSorted()).toEqual([
        '1.0.0',
        '2.0.0',
        '3.0.0',
        'slim',
      ]);
      scene.forget();
      expect((await scene.run(both)).report.summary.actions.unchanged).toBe(2);
      expect(asked(scene.destination, 'mirror/app')).toEqual(['GET tags']);
      expect(scene.upstream.requests).toEqual([]);
    });

    it('costs a close look where one was put when the other had long ended', async () => {
      const ended = Promise.withResolvers<void>();
      onPut(async (number) => (number === 1 ? ended.promise : undefined));
      const slow = scene.run(of('2.0.0'));
      await expect
        .poll(() =>
          scene.destination.requests.some(({ method, reference }) => method === 'PUT' && reference === 'app'),
        )
        .toBe(true);
      await scene.run(of('3.0.0'));
      ended.resolve();
      await slow;
      expect((await scene.run(both)).report.summary.actions.unchanged).toBe(2);
      expect(Object.keys((await scene.record('app')).tags ?? {}).toSorted()).toEqual([
        '1.0.0',
        '2.0.0',
        '3.0.0',
        'slim',
      ]);
    });
  });

  it('is written when some images failed', async () => {
    await scene.publish('app', '2.0.0', await multi('two'));
    const { report } = await scene.run({ images: [{ source: 'app', tags: ['2.0.0', '3.0.0'] }] });
    expect(report.summary.statuses).toEqual({ done: 1, failed: 1, deferred: 0 });
    expect(Object.keys((await scene.record('app')).tags ?? {})).toEqual(['1.0.0', 'slim', '2.0.0']);
  });

  it('is only a warning when it cannot be written', async () => {
    await scene.publish('app', '2.0.0', await multi('two'));
    scene.destination.options.onRequest = ({ repository, method }) =>
      repository === records && method !== 'GET' ? { kind: 'answer', status: 403 } : undefined;
    const { of, errors, warnings } = await scene.run({ images: [{ source: 'app', tags: ['2.0.0'] }] });
    expect(of('app:2.0.0').status).toBe('done');
    expect(errors).toEqual([]);
    expect(warnings).toEqual([expect.stringContaining(`${scene.destination.host}/mirror/app`)]);
  });

  it('holds no tag of an attestation, and what the contract says of each tag', async () => {
    const { tags, repository } = await scene.record('app');
    expect(repository).toBe(`${scene.destination.host}/mirror/app`);
    expect(tags).toMatchObject({
      slim: {
        digest: scene.tags('app').slim,
        upstream: [{ reference: `${scene.upstream.host}/lib/app:slim`, digest: scene.tags('app').slim }],
        platforms: [{ platform: 'linux/amd64' }, { platform: 'linux/arm64' }],
        missing: [],
      },
    });
  });
});
