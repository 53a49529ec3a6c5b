import { PolicyError } from '@multiarch-mirror/errors';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { definePlugin, type PluginHooks } from '../plugin/plugin.ts';
import { Scene } from './scene.fixture.ts';
import { multi } from './test-image.fixture.ts';

let scene: Scene;
beforeEach(async () => {
  scene = await Scene.open();
  for (const name of ['one', 'two', 'three']) await scene.publish(name, '1.0.0', await multi(name));
});
afterEach(() => scene.close());

const three = { images: ['one', 'two', 'three'].map((source) => ({ source, tags: ['1.0.0'] })) };

/** A plugin of one hook. */
const plugin = (hooks: PluginHooks) =>
  definePlugin({ name: 'odd', schema: { type: 'object' }, create: () => hooks });

describe('a limit of a registry', () => {
  const limited = { kind: 'answer', status: 429, headers: { 'retry-after': '7200' } } as const;

  it.each([
    ['when the tag is planned', 'manifest'],
    ['when the image is read', 'blob'],
  ])('puts off the image that it met, %s', async (_name, kind) => {
    scene.upstream.options.onRequest = (request) =>
      request.repository === 'lib/two' && request.kind === kind ? limited : undefined;
    const before = Date.now();
    const { of, errors, report } = await scene.run(three);
    expect(report.summary.statuses).toEqual({ done: 2, failed: 0, deferred: 1 });
    expect(of('two:1.0.0')).toMatchObject({
      action: 'create',
      status: 'deferred',
      reason: 'rateLimit',
      registry: scene.upstream.host,
    });
    expect(Date.parse(of('two:1.0.0').until ?? '')).toBeGreaterThan(before + 7_000_000);
    expect(of('two:1.0.0')).not.toHaveProperty('error');
    expect(errors).toMatchObject([{ code: 'MIRROR_RATE_LIMITED', place: { image: 'two', side: 'source' } }]);
  });

  it('puts off a whole entry when the listing met it', async () => {
    scene.upstream.options.onRequest = ({ kind }) => (kind === 'tags' ? limited : undefined);
    const images = [{ source: 'one', tags: { semver: '*' } }, ...three.images.slice(1)];
    const { errors, report } = await scene.run({ images });
    expect(report.summary.statuses).toEqual({ done: 2, failed: 0, deferred: 1 });
    expect(report.images[0]).toMatchObject({
      image: 'one',
      status: 'deferred',
      reason: 'rateLimit',
      until: expect.any(String),
      registry: scene.upstream.host,
    });
    expect(report.images[0]).not.toHaveProperty('error');
    expect(errors).toMatchObject([{ code: 'MIRROR_RATE_LIMITED' }]);
  });
});

describe('--fail-fast', () => {
  it.each([
    ['an image fails', false],
    ['a tag fails when it is planned', true],
  ])('begins no further image after %s', async (_name, planned) => {
    if (planned) scene.upstream.repository('lib/one').tags.clear();
    const odd = plugin({
      admit: ({ name }) => (name === 'one' ? Promise.reject(new PolicyError('no')) : Promise.resolve()),
    });
    const { errors, report } = await scene.run(
      { ...three, plugins: ['odd'] },
      { failFast: true, concurrency: 1, plugins: [odd] },
    );
    expect(report.summary.statuses).toEqual({ done: 0, failed: 3, deferred: 0 });
    expect(errors.map(({ code }) => code).filter((code) => code === 'MIRROR_STOPPED')).toHaveLength(2);
    expect(scene.tags('three')).toEqual({});
  });

  it('does not stop for what has only to wait', async () => {
    await scene.publish('one', '1.0.0', await multi('one', ['linux/amd64']));
    const images = three.images.map((image) => ({ ...image, missingPlatform: 'wait' }));
    const { report } = await scene.run({ images }, { failFast: true, concurrency: 1 });
    expect(report.summary.statuses).toEqual({ done: 2, failed: 0, deferred: 1 });
  });
});
