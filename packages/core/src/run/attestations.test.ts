import { PolicyError } from '@multiarch-mirror/errors';
import type { LocalSigstore } from '@multiarch-mirror/testing';
import { describe, expect, it } from 'vitest';
import { definePlugin } from '../plugin/plugin.ts';
import {
  attestingScene,
  bundlesOn,
  chained,
  expectComplete,
  paper,
  paperType,
  signing,
  verifying,
} from './attesting.fixture.ts';
import { changes } from './requests.fixture.ts';
import type { Scene } from './scene.fixture.ts';
import { multi } from './test-image.fixture.ts';

let sigstore: LocalSigstore;
let scene: Scene;
let digest: string;
let platforms: string[];
const images = [{ source: 'app', tags: ['1.0.0', 'slim'] }];
const chain = [paper, signing, verifying()];
const signType = 'https://sigstore.dev/cosign/sign/v1';

attestingScene(['1.0.0', 'slim'], (opened) => {
  ({ sigstore, scene, digest, platforms } = opened);
});

const run = (plugins = chain, more: object = {}, format?: string, its = images) => {
  const [manifest, options] = chained(sigstore, its, plugins, format);
  return scene.run(manifest, { ...options, ...more });
};
const stored = () => scene.destination.repository('mirror/app');
const all = () => [digest, ...platforms];

describe('the chain', () => {
  it('attests each digest once for all of its tags, and verifies before a tag moves', async () => {
    const before = sigstore.entries().length;
    const { report } = await run();
    expect(report.summary.statuses).toEqual({ done: 2, failed: 0, deferred: 0 });
    // Two statements on three digests, and the legacy signature of the index.
    expect(sigstore.entries().length - before).toBe(7);
    expectComplete(scene, 'app', all(), [paperType, signType]);
    const [first, second] = report.images;
    expect(first?.attestations).toEqual(second?.attestations);
    expect(new Set(first?.attestations?.map(({ plugin, subject }) => `${plugin} ${subject}`))).toEqual(
      new Set(['paper', 'signing'].flatMap((name) => all().map((subject) => `${name} ${subject}`))),
    );
    const pushed = changes(scene.destination).filter((line) => line.startsWith('PUT manifest'));
    expect(pushed.slice(-3)).toEqual(['PUT manifest 1.0.0', 'PUT manifest slim', 'PUT manifest app']);
    const [read, tagged] = [
      scene.destination.requests.findLastIndex(
        ({ method, reference }) => method === 'GET' && reference === digest,
      ),
      scene.destination.requests.findIndex(
        ({ method, reference }) => method === 'PUT' && reference === '1.0.0',
      ),
    ];
    expect(read).toBeGreaterThan(0);
    expect(read).toBeLessThan(tagged);
  });

  it('counts in the report what verification asked over connections of its own', async () => {
    const { report } = await run();
    const counted: Record<string, number> = {};
    for (const { method, kind } of scene.destination.requests) {
      counted[`${method} ${kind}`] = (counted[`${method} ${kind}`] ?? 0) + 1;
    }
    expect(report.transfer?.requests[scene.destination.host]).toEqual(counted);
  });

  it('has nothing to do a second time', async () => {
    await run();
    const before = sigstore.entries().length;
    scene.forget();
    const { report } = await run();
    expect(report.summary.actions.unchanged).toBe(2);
    expect(scene.destination.requests).toHaveLength(2);
    expect(sigstore.entries()).toHaveLength(before);
  });

  it('attaches nothing twice when the record is lost', async () => {
    await run();
    const before = sigstore.entries().length;
    scene.destination.repository('mirror/mirror-records').tags.clear();
    const { report } = await run();
    expect(report.summary.actions).toMatchObject({ unchanged: 2, repair: 0 });
    expect(sigstore.entries()).toHaveLength(before);
    expectComplete(scene, 'app', all(), [paperType, signType]);
  });

  it('attaches nothing twice to a platform that two images share', async () => {
    const wide = await multi('app', ['linux/amd64', 'linux/arm64', 'linux/arm/v7']);
    await scene.publish('app', 'wide', wide);
    const its = [...images, { source: 'app', tags: ['wide'], platforms: 'all' }];
    const before = sigstore.entries().length;
    const { report } = await run(chain, {}, 'both', its);
    expect(report.summary.statuses?.done).toBe(3);
    // Two indexes and three platforms, and the legacy signature of each index.
    expect(sigstore.entries().length - before).toBe(12);
    expectComplete(scene, 'app', all(), [paperType, signType]);
    for (const { attestations, platforms: present } of report.images) {
      expect(new Set(attestations?.map(({ subject }) => subject)).size).toBe((present?.length ?? 0) + 1);
    }
  });

  it('refuses to publish what does not verify, and publishes it when it does', async () => {
    const refusing = [
      paper,
      signing,
      verifying(() => new PolicyError('not today', { code: 'MIRROR_TODAY' })),
    ];
    const { errors, report } = await run(refusing);
    expect(report.summary.statuses).toEqual({ done: 0, failed: 2, deferred: 0 });
    expect(errors[0]).toBeInstanceOf(PolicyError);
    expect(scene.tags('app')).not.toHaveProperty('1.0.0');
    expect(scene.destination.repository('mirror/mirror-records').tags.size).toBe(0);
    const before = sigstore.entries().length;
    await run();
    expect(scene.tags('app')).toMatchObject({ '1.0.0': digest, slim: digest });
    expect(sigstore.entries()).toHaveLength(before);
    expectComplete(scene, 'app', all(), [paperType, signType]);
  });
});

describe('what all images share', () => {
  it('fails each of them under its own name', async () => {
    await scene.publish('other', '1.0.0', await multi('other'));
    const its = [images[0], { source: 'other', tags: ['1.0.0'] }] as typeof images;
    const [manifest, options] = chained(sigstore, its, chain);
    const trustedRoot = '/nowhere/trusted_root.json';
    const more = { ...manifest.more, sigstore: { ...(manifest.more?.sigstore as object), trustedRoot } };
    const { errors } = await scene.run({ ...manifest, more }, options);
    expect(new Set(errors.map(({ place }) => place.image))).toEqual(new Set(['app', 'other']));
  });

  it('a signature without a token is an error with a hint, before a byte is copied', async () => {
    const { errors, report } = await run(chain, { environment: {} });
    expect(report.transfer?.blobsCopied).toBe(0);
    expect(stored().manifest(digest)).toBeUndefined();
    expect(errors[0]).toMatchObject({
      code: 'MIRROR_IDENTITY_TOKEN',
      hint: expect.any(String),
      place: { image: 'app' },
    });
    expect(scene.tags('app')).not.toHaveProperty('1.0.0');
  });

  it('a statement about another digest than the image and its platforms is refused', async () => {
    const astray = definePlugin({
      name: 'astray',
      schema: { type: 'object' },
      create: () => ({
        attest: (image) =>
          image.attach({
            subject: { ...image.root, digest: `sha256:${'0'.repeat(64)}` },
            predicateType: paperType,
            predicate: {},
          }),
      }),
    });
    const { errors } = await run([astray, verifying()]);
    expect(errors[0]).toMatchObject({
      code: 'MIRROR_PLUGIN_SUBJECT',
      hint: expect.stringContaining('astray'),
    });
  });

  it('needs to know whose statements count', async () => {
    const { errors } = await run([paper]);
    expect(errors[0]).toMatchObject({ code: 'MIRROR_IDENTITY_UNKNOWN', hint: expect.any(String) });
  });
});

it('bundles of a registry with the referrers API are listed there', async () => {
  scene.destination.options.referrersApi = true;
  await run();
  for (const subject of all())
    expect(bundlesOn(scene, 'app', subject)).toEqual({ [paperType]: 1, [signType]: 1 });
});
