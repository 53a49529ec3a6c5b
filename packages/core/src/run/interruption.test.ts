import { type LocalSigstore, startSigstore } from '@multiarch-mirror/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bundlesOn, chained, paper, paperType, signing, verifying } from './attesting.fixture.ts';
import { Scene } from './scene.fixture.ts';
import { multi } from './test-image.fixture.ts';

let sigstore: LocalSigstore;
let scene: Scene;
let digest: string;
let platforms: string[];
const images = [{ source: 'app', tags: { semver: '*', latest: true } }];
const chain = [paper, signing, verifying()];

beforeAll(async () => {
  sigstore = await startSigstore();
});
afterAll(() => sigstore.close());
beforeEach(async () => {
  scene = await Scene.open();
  const built = await multi('app');
  digest = await scene.publish('app', '1.0.0', built);
  platforms = built.members.map(({ manifest }) => manifest.descriptor.digest);
});
afterEach(() => scene.close());

const tags = () => Object.keys(scene.tags('app')).filter((tag) => !tag.startsWith('sha256-'));

async function expectCompletion(): Promise<void> {
  const [manifest, options] = chained(sigstore, images, chain);
  const { report } = await scene.run(manifest, options);
  expect(report.summary).toMatchObject({ statuses: { done: 2, failed: 0 } });
  expect(tags()).toEqual(['1.0.0', 'latest']);
  for (const subject of [digest, ...platforms]) {
    expect(bundlesOn(scene, 'app', subject)).toEqual({
      [paperType]: 1,
      'https://sigstore.dev/cosign/sign/v1': 1,
    });
  }
}

describe('a run that is interrupted', () => {
  it.each([['resolve'], ['inspect'], ['copy'], ['paper'], ['signing'], ['attach'], ['verify'], ['publish']])(
    'in the phase %s leaves no tag, and the next one completes it',
    async (phase) => {
      const controller = new AbortController();
      const [manifest, options] = chained(sigstore, images, chain);
      const { report, errors, warnings } = await scene.run(manifest, {
        ...options,
        signal: controller.signal,
        on: (event) => {
          if (event.type === 'phase' && event.phase === phase) controller.abort();
        },
      });
      expect(report.summary.statuses).toEqual({ done: 0, failed: 2, deferred: 0 });
      expect(new Set(errors.map(({ code }) => code))).toEqual(new Set(['MIRROR_INTERRUPTED']));
      expect(errors[0]).toMatchObject({ place: { image: 'app' }, hint: expect.any(String) });
      expect(warnings).toEqual([]);
      expect(tags()).toEqual([]);
      expect(await scene.temporary()).toEqual([]);
      await expectCompletion();
    },
  );

  it.each([
    ['the destination’s listing', 'GET', 'tags'],
    ['a blob on its way', 'PUT', 'upload'],
    ['the manifest of a platform', 'PUT', 'manifest'],
  ])('while %s is asked for leaves no tag, and the next one completes it', async (_name, method, kind) => {
    const controller = new AbortController();
    scene.destination.options.onRequest = (request) => {
      if (request.method !== method || request.kind !== kind) return undefined;
      controller.abort();
      return { kind: 'stall', milliseconds: 50 };
    };
    const [manifest, options] = chained(sigstore, images, chain);
    const { errors } = await scene.run(manifest, { ...options, signal: controller.signal });
    expect(new Set(errors.map(({ code }) => code))).toEqual(new Set(['MIRROR_INTERRUPTED']));
    expect(tags()).toEqual([]);
    scene.destination.options.onRequest = () => undefined;
    await expectCompletion();
  });

  it('leaves an old tag where it was', async () => {
    const [manifest, options] = chained(sigstore, [{ source: 'app', tags: ['slim'] }] as never, chain);
    await scene.publish('app', 'slim', await multi('old'));
    await scene.run(manifest, options);
    const before = scene.tags('app').slim;
    await scene.publish('app', 'slim', await multi('new'));
    const controller = new AbortController();
    await scene.run(manifest, {
      ...options,
      signal: controller.signal,
      on: (event) => {
        if (event.type === 'phase' && event.phase === 'verify') controller.abort();
      },
    });
    expect(scene.tags('app').slim).toBe(before);
    expect((await scene.run(manifest, options)).of('app:slim')).toMatchObject({
      action: 'update',
      status: 'done',
    });
  });
});
