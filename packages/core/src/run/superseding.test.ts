import type { LocalSigstore } from '@multiarch-mirror/testing';
import { describe, expect, it } from 'vitest';
import { definePlugin, type Plugin } from '../plugin/plugin.ts';
import { subjects } from '../plugin/subjects.ts';
import {
  attestingScene,
  chained,
  expectComplete,
  paper,
  paperType,
  signing,
  verifying,
} from './attesting.fixture.ts';
import type { Scene } from './scene.fixture.ts';

const vellumType = 'https://example.com/vellum/v1';
const signType = 'https://sigstore.dev/cosign/sign/v1';

/** What `paper` attaches, in another form. */
const vellum: Plugin = definePlugin({
  name: 'vellum',
  schema: { type: 'object' },
  create: () => ({
    supersedes: [paperType],
    inspect: (image) =>
      image.inspect(subjects(image).map((subject) => ({ subject, predicateType: vellumType }))),
    attest: async (image) => {
      for (const subject of subjects(image))
        await image.attach({ subject, predicateType: vellumType, predicate: {} });
    },
  }),
});

let sigstore: LocalSigstore;
let scene: Scene;
let digests: string[];

attestingScene(['1.0.0', '2.0.0'], ({ platforms, digest, ...opened }) => {
  ({ sigstore, scene } = opened);
  digests = [digest, ...platforms];
});

const only = [{ source: 'app', tags: ['1.0.0'] }];
const run = async (plugins: Plugin[], images: Parameters<typeof chained>[1] = only, more: object = {}) => {
  const [manifest, options] = chained(sigstore, images, plugins);
  const { report } = await scene.run(manifest, { ...options, ...more });
  expect(report.images.map(({ error }) => error)).toEqual(images.map(() => undefined));
  return report.images.map(({ action }) => action);
};
const expectEverywhere = (...types: string[]) => expectComplete(scene, 'app', digests, types);

describe('a chain whose statements take the place of others', () => {
  it('takes those away that stand, once its own are there, and is left alone afterwards', async () => {
    await run([paper, signing, verifying()]);
    expect(await run([vellum, signing, verifying()])).toEqual(['repair']);
    expectEverywhere(vellumType, signType);
    expect(await run([vellum, signing, verifying()], only, { deep: true })).toEqual(['unchanged']);
  });

  it('finds with `deep` what stands beside its own, and signs nothing for it', async () => {
    await run([paper, vellum, signing, verifying()]);
    expectEverywhere(paperType, vellumType, signType);
    const before = sigstore.entries().length;
    expect(await run([vellum, signing, verifying()])).toEqual(['repair']);
    expectEverywhere(vellumType, signType);
    expect(sigstore.entries()).toHaveLength(before);
  });

  it('leaves what another plugin of the chain attaches', async () => {
    for (const plugins of [
      [paper, vellum, signing, verifying()],
      [vellum, paper, signing, verifying()],
    ]) {
      await run(plugins);
      expectEverywhere(paperType, vellumType, signType);
      expect(await run(plugins, only, { deep: true })).toEqual(['unchanged']);
    }
  });

  it('leaves what another entry of the same repository attaches, with which it shares every digest', async () => {
    const chain = [paper, signing, verifying()].map(({ name }) => name);
    const images = [...only, { source: 'app', tags: ['2.0.0'], plugins: chain }];
    const plugins = [vellum, signing, verifying()];
    const [manifest, options] = chained(sigstore, images, plugins);
    const all = { ...options, plugins: [...plugins, paper] };
    for (const expected of [
      ['create', 'create'],
      ['unchanged', 'unchanged'],
    ]) {
      const { report } = await scene.run(manifest, { ...all, deep: true });
      expect(report.images.map(({ action }) => action)).toEqual(expected);
      expectEverywhere(paperType, vellumType, signType);
    }
  });

  it('leaves what nothing takes the place of: a plugin that is gone from the chain', async () => {
    await run([paper, signing, verifying()]);
    expect(await run([signing, verifying()])).toEqual(['unchanged']);
    expectEverywhere(paperType, signType);
  });
});
