import { predicateTypes } from '@multiarch-mirror/attest';
import { Signature } from '@multiarch-mirror/core';
import { fakeImageContext, fakeRunContext } from '@multiarch-mirror/testing';
import { describe, expect, it } from 'vitest';
import type { CosignSignOptions } from './options.ts';
import plugin from './plugin.ts';

const predicateType = predicateTypes.sign;

describe('cosign-sign', () => {
  it.each<[string, CosignSignOptions, unknown]>([
    ['keyless by default', {}, { mode: 'keyless' }],
    ['keyless', { mode: 'keyless' }, { mode: 'keyless' }],
    ['a key', { mode: 'key', key: 'env://KEY' }, { mode: 'key', key: 'env://KEY' }],
    ['cosign', { mode: 'cosign', key: 'awskms:///alias/a' }, { mode: 'cosign', key: 'awskms:///alias/a' }],
  ])('tells the run how to sign: %s', (_name, options, expected) => {
    const run = fakeRunContext();
    plugin.create(options, run);
    expect(run.signing).toEqual([expected]);
  });

  it('has another fingerprint for another way of signing or another key', () => {
    const ways: CosignSignOptions[] = [
      {},
      { mode: 'key', key: './a.pem' },
      { mode: 'key', key: './b.pem' },
      { mode: 'cosign', key: './a.pem' },
    ];
    const fingerprints = ways.map((options) => plugin.create(options, fakeRunContext()).fingerprint?.());
    expect(new Set(fingerprints).size).toBe(ways.length);
    expect(plugin.create({ mode: 'keyless' }, fakeRunContext()).fingerprint?.()).toBe(fingerprints[0]);
  });

  it('signs the index and each platform with an empty predicate', async () => {
    const image = fakeImageContext();
    const hooks = plugin.create({}, fakeRunContext());
    expect(await hooks.inspect?.(image)).toBe('missing');
    await hooks.attest?.(image);
    const subjects = [image.root, ...image.platforms.map(({ descriptor }) => descriptor)];
    expect(image.attached).toEqual(subjects.map((subject) => ({ subject, predicateType, predicate: {} })));
    expect(image.read(Signature)).toEqual(subjects.map((subject) => ({ subject })));
  });

  it('signs an image without an index once', async () => {
    const image = fakeImageContext({ index: false, platforms: { 'linux/amd64': {} } });
    const hooks = plugin.create({}, fakeRunContext());
    await hooks.inspect?.(image);
    await hooks.attest?.(image);
    expect(image.attached.map(({ subject }) => subject)).toEqual([image.root]);
  });

  it('adds only the signatures that are missing', async () => {
    const image = fakeImageContext();
    image.standing.push({ subject: image.root, predicateType, predicate: {} });
    const hooks = plugin.create({}, fakeRunContext());
    expect(await hooks.inspect?.(image)).toBe('broken');
    await hooks.attest?.(image);
    expect(image.attached.map(({ subject }) => subject)).toEqual(
      image.platforms.map(({ descriptor }) => descriptor),
    );
    expect(image.read(Signature)).toHaveLength(3);
    // The one that stands too: it is completed where one of its formats is missing.
    expect(image.asked).toHaveLength(3);
  });

  it('emits the signatures that it found', async () => {
    const image = fakeImageContext();
    const subjects = [image.root, ...image.platforms.map(({ descriptor }) => descriptor)];
    for (const subject of subjects) image.standing.push({ subject, predicateType, predicate: {} });
    expect(await plugin.create({}, fakeRunContext()).inspect?.(image)).toBe('complete');
    expect(image.read(Signature)).toEqual(subjects.map((subject) => ({ subject })));
  });
});
