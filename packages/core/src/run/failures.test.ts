import { createServer } from 'node:net';
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

/** A port of this machine on which nobody listens. */
async function deadPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 1;
}

describe('one failure stays one failure', () => {
  it('when a tag does not exist: image, side, registry, code and hint', async () => {
    scene.upstream.repository('lib/two').tags.clear();
    const { of, errors, report } = await scene.run(three);
    expect(report.summary.statuses).toEqual({ done: 2, failed: 1, deferred: 0 });
    expect(errors).toMatchObject([
      {
        code: 'MIRROR_MANIFEST_UNKNOWN',
        hint: expect.any(String),
        place: { image: 'two', side: 'source', reference: `${scene.upstream.host}/lib/two:1.0.0` },
      },
    ]);
    expect(of('two:1.0.0').error).toMatchObject({
      code: 'MIRROR_MANIFEST_UNKNOWN',
      side: 'source',
      registry: scene.upstream.host,
      hint: expect.any(String),
    });
    expect(of('two:1.0.0').error?.message.match(/image two/g)).toHaveLength(1);
  });

  it('when the destination denies one repository', async () => {
    scene.destination.options.onRequest = ({ repository, method }) =>
      repository === 'mirror/two' && method === 'POST' ? { kind: 'answer', status: 403 } : undefined;
    const { of, errors, report } = await scene.run(three);
    expect(report.summary.statuses).toEqual({ done: 2, failed: 1, deferred: 0 });
    expect(errors).toMatchObject([{ code: 'MIRROR_DENIED', place: { image: 'two', side: 'destination' } }]);
    expect(of('two:1.0.0').error).toMatchObject({
      registry: scene.destination.host,
      hint: expect.any(String),
    });
    expect(scene.tags('two')).toEqual({});
  });

  it('when the listing of one destination repository fails, and each entry has it under its own name', async () => {
    scene.destination.options.onRequest = ({ repository, kind }) =>
      repository === 'mirror/two' && kind === 'tags' ? { kind: 'answer', status: 403 } : undefined;
    const images = [...three.images, { name: 'two', source: 'three', tags: ['2.0.0'] }];
    const { errors, report } = await scene.run({ images });
    expect(errors).toHaveLength(2);
    expect(errors[0]).not.toBe(errors[1]);
    expect(report.images.filter(({ status }) => status === 'failed')).toMatchObject([
      {
        image: 'two',
        error: { code: 'MIRROR_DENIED', side: 'destination', registry: scene.destination.host },
      },
      { image: 'two', error: { code: 'MIRROR_DENIED', side: 'destination' } },
    ]);
  });

  it('when a listing upstream fails that two entries share: each has its own name in it', async () => {
    scene.upstream.options.onRequest = ({ kind }) =>
      kind === 'tags' ? { kind: 'answer', status: 403 } : undefined;
    const tags = { semver: '*' };
    const images = [
      { source: 'one', tags },
      { source: 'one', name: 'uno', tags },
      { source: 'two', tags: ['1.0.0'] },
    ];
    const { errors, report } = await scene.run({ images });
    expect(new Set(errors.map(({ place }) => place.image))).toEqual(new Set(['one', 'uno']));
    expect(report.images.map(({ image, status }) => [image, status])).toEqual([
      ['one', 'failed'],
      ['uno', 'failed'],
      ['two', 'done'],
    ]);
  });

  it('when a registry cannot be reached, or fails for good', async () => {
    const dead = `127.0.0.1:${await deadPort()}/lib/one`;
    scene.upstream.options.onRequest = ({ repository, method }) =>
      repository === 'lib/two' && method === 'GET'
        ? { kind: 'answer', status: 500, body: 'sorry' }
        : undefined;
    const images = [{ source: dead, tags: ['1.0.0'] }, ...three.images.slice(1)];
    const { of, report } = await scene.run({ images });
    expect(report.summary.statuses).toEqual({ done: 1, failed: 2, deferred: 0 });
    expect(of('one:1.0.0').error).toMatchObject({
      code: 'MIRROR_REGISTRY_UNREACHABLE',
      side: 'source',
      hint: expect.any(String),
    });
    expect(of('two:1.0.0').error).toMatchObject({
      code: 'MIRROR_REGISTRY_ERROR',
      side: 'source',
      registry: scene.upstream.host,
    });
  });

  it.each(['admit', 'inspect', 'attest', 'verify'] as const)(
    'when the hook %s of a plugin throws what is no error of ours',
    async (hook) => {
      const odd = plugin({
        [hook]: async ({ name }: { name: string }) => {
          if (name === 'two') throw new TypeError('it is undefined');
        },
      });
      const { of, errors, report } = await scene.run({ ...three, plugins: ['odd'] }, { plugins: [odd] });
      expect(report.summary.statuses).toEqual({ done: 2, failed: 1, deferred: 0 });
      expect(errors).toMatchObject([
        { code: 'MIRROR_PLUGIN_FAILED', place: { image: 'two' }, hint: expect.any(String) },
      ]);
      expect(of('two:1.0.0').error?.message).toContain('plugin odd failed: it is undefined');
      expect(scene.tags('two')).toEqual({});
      expect(await scene.temporary()).toEqual([]);
    },
  );

  it.each(['admit', 'verify'] as const)(
    'when %s refuses an image: nothing of it is published',
    async (hook) => {
      const odd = plugin({
        [hook]: async ({ name }: { name: string }) => {
          if (name === 'two') throw new PolicyError('not signed', { hint: 'Sign it.' });
        },
      });
      const { errors } = await scene.run({ ...three, plugins: ['odd'] }, { plugins: [odd] });
      expect(errors).toHaveLength(1);
      expect(errors[0]).toBeInstanceOf(PolicyError);
      expect(errors[0]).toMatchObject({ code: 'MIRROR_POLICY', hint: 'Sign it.', place: { image: 'two' } });
      expect(Object.keys(scene.tags('three'))).toEqual(['1.0.0']);
      expect(scene.destination.repository('mirror/two').manifests.size).toBe(hook === 'admit' ? 0 : 3);
      expect(scene.tags('two')).toEqual({});
    },
  );

  it('when `finish` throws: a warning, the images are done', async () => {
    const odd = plugin({ finish: () => Promise.reject(new Error('no disk')) });
    const { errors, warnings } = await scene.run({ ...three, plugins: ['odd'] }, { plugins: [odd] });
    expect(errors).toEqual([]);
    expect(warnings).toEqual(['plugin odd failed at the end of the run: no disk']);
  });
});

describe('before any image', () => {
  it('a check that fails stops the run, and nothing is copied', async () => {
    const odd = plugin({ check: () => Promise.reject(new Error('trivy is not there')) });
    await expect(scene.run({ ...three, plugins: ['odd'] }, { plugins: [odd] })).rejects.toMatchObject({
      code: 'MIRROR_PLUGIN_CHECK',
      hint: 'Look at what plugin odd needs.',
    });
    expect(scene.tags('one')).toEqual({});
    expect(await scene.temporary()).toEqual([]);
  });

  it('checks once, and not at all where there is nothing to do', async () => {
    let checks = 0;
    const odd = plugin({
      check: async () => {
        checks += 1;
      },
    });
    await scene.run({ ...three, plugins: ['odd'] }, { plugins: [odd] });
    await scene.run({ ...three, plugins: ['odd'] }, { plugins: [odd] });
    expect(checks).toBe(1);
  });
});

it('no secret reaches an error or the report', async () => {
  const password = 'a-very-secret-password';
  await scene.close();
  scene = await Scene.open({ destination: { auth: { username: 'robot', password, kind: 'basic' } } });
  for (const name of ['one', 'two', 'three']) await scene.publish(name, '1.0.0', await multi(name));
  scene.destination.options.onRequest = ({ repository, method }) =>
    repository === 'mirror/two' && method === 'POST'
      ? {
          kind: 'answer',
          status: 403,
          body: JSON.stringify({ errors: [{ code: 'DENIED', message: `robot:${password}` }] }),
        }
      : undefined;
  const more = { registries: { [scene.destination.host]: { auth: { username: 'robot', password } } } };
  const { report, errors, warnings } = await scene.run({ ...three, more });
  expect(report.summary.statuses).toEqual({ done: 2, failed: 1, deferred: 0 });
  expect(
    JSON.stringify([report, warnings]) + errors.map((error) => error.describe() + error.stack).join(),
  ).not.toContain(password);
  expect(errors[0]?.message).toContain('***');
});

it('text from outside is escaped in the report', async () => {
  scene.upstream.options.onRequest = ({ repository, method }) =>
    repository === 'lib/two' && method === 'GET'
      ? {
          kind: 'answer',
          status: 403,
          body: JSON.stringify({ errors: [{ message: '\u001b[2J::error::\u202e' }] }),
        }
      : undefined;
  const { of } = await scene.run(three);
  expect(of('two:1.0.0').error?.message).toContain('\\u001b[2J::error::\\u202e');
});
