import { PolicyError } from '@multiarch-mirror/errors';
import { type LocalSigstore, startSigstore } from '@multiarch-mirror/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { chained, paper, paperType, signing, verifying } from '../run/attesting.fixture.ts';
import { changes } from '../run/requests.fixture.ts';
import { Scene } from '../run/scene.fixture.ts';
import { multi } from '../run/test-image.fixture.ts';

let sigstore: LocalSigstore;
let scene: Scene;
let digest: string;
const chain = [paper, signing, verifying()];
const window = [{ source: 'app', tags: { semver: '*', latest: true } }];

beforeAll(async () => {
  sigstore = await startSigstore();
});
afterAll(() => sigstore.close());
beforeEach(async () => {
  scene = await Scene.open();
  await scene.publish('app', '1.0.0', await multi('one'));
  digest = await scene.publish('app', '2.0.0', await multi('two'));
  await scene.run(...chained(sigstore, window, chain));
  scene.forget();
});
afterEach(() => scene.close());

const verify = (its: object[] = window, plugins = chain) =>
  scene.verify(...chained(sigstore, its as typeof window, plugins));
const stored = () => scene.destination.repository('mirror/app');

describe('verifyImages', () => {
  it('checks every published tag, changes nothing and asks upstream for nothing', async () => {
    const { report, errors, of } = await verify();
    expect(errors).toEqual([]);
    expect(report.images.map(({ destination }) => destination.split(':').at(-1))).toEqual([
      '2.0.0',
      '1.0.0',
      'latest',
    ]);
    expect(report.summary).toMatchObject({ actions: { unchanged: 3 }, statuses: { done: 3 } });
    expect(of('app:latest')).toMatchObject({ digest, reason: 'verified' });
    expect(
      of('app:latest').attestations?.map(({ plugin, predicateType }) => [plugin, predicateType]),
    ).toContainEqual(['paper', paperType]);
    expect(changes(scene.destination)).toEqual([]);
    expect(scene.upstream.requests).toEqual([]);
    expect(await scene.temporary()).toEqual([]);
  });

  it.each<[string, () => void, string]>([
    [
      'an attestation is gone',
      () => {
        const [referrer] = stored().referrers(digest);
        if (referrer !== undefined) stored().deleteManifest(referrer.digest);
      },
      'POLICY',
    ],
    ['a layer is gone', () => stored().blobs.delete(layerOf(platformOf(digest))), 'POLICY'],
    ['the manifest of a platform is gone', () => stored().deleteManifest(platformOf(digest)), 'POLICY'],
    ['a tag is gone', () => stored().tags.delete('latest'), 'MIRROR_MANIFEST_UNKNOWN'],
    [
      'a tag points to something that nobody attested',
      () => stored().tags.set('2.0.0', platformOf(digest)),
      'POLICY',
    ],
  ])('fails when %s', async (_name, spoil, code) => {
    spoil();
    const { errors, report } = await verify();
    expect(errors.length).toBeGreaterThan(0);
    for (const error of errors) {
      if (code === 'POLICY') expect(error).toBeInstanceOf(PolicyError);
      else expect(error.code).toBe(code);
      expect(error).toMatchObject({ hint: expect.any(String), place: { image: 'app', side: 'destination' } });
    }
    for (const { error, destination } of report.images) {
      // The tag that failed is named, and named once.
      if (error !== undefined) expect(error.message.split(destination)).toHaveLength(2);
    }
  });

  it('refuses statements of another identity', async () => {
    const other = {
      ...verifying(),
      create: (_options: unknown, run: { useIdentity(options: object): void }) => {
        run.useIdentity({
          identity: '^https://github.com/somebody/else$',
          issuer: 'https://token.actions.githubusercontent.com',
        });
        return {};
      },
    };
    const { report } = await verify(window, [paper, signing, other]);
    expect(report.summary.statuses).toMatchObject({ done: 0, failed: 3 });
  });

  it('checks literal tags whether they are published or not, but not what is denied', async () => {
    const literal = { source: 'app', tags: ['2.0.0', '3.0.0'] };
    const { of } = await verify([literal]);
    expect(of('app:2.0.0').status).toBe('done');
    expect(of('app:3.0.0')).toMatchObject({ status: 'failed', error: { code: 'MIRROR_MANIFEST_UNKNOWN' } });
    const { report } = await verify([{ ...literal, deny: [{ tag: '3.0.0', reason: 'broken' }] }]);
    expect(report.summary.statuses).toMatchObject({ done: 1, failed: 0 });
  });

  it('reads the content back where no plugin does', async () => {
    expect((await verify(window, [])).report.summary.statuses).toMatchObject({ done: 3 });
    stored().deleteManifest(platformOf(digest));
    const { errors } = await verify(window, []);
    expect(errors.map(({ code }) => code)).toEqual(['MIRROR_INCOMPLETE', 'MIRROR_INCOMPLETE']);
  });

  it('says when a repository is not there, and goes on with the others', async () => {
    const { report } = await verify([...window, { source: 'app', name: 'other', tags: { semver: '*' } }]);
    expect(report.images.at(-1)).toMatchObject({
      image: 'other',
      status: 'failed',
      error: { code: 'MIRROR_REPOSITORY_UNKNOWN' },
    });
    expect(report.summary.statuses).toMatchObject({ done: 3, failed: 1 });
  });

  it('warns of a window of which nothing is published, and fails where it was all that there was to verify', async () => {
    const beyond = { source: 'app', tags: { semver: '>=9' } };
    stored().tags.delete('latest');
    const beside = await verify([{ source: 'app', tags: { semver: '*', latest: false } }, beyond]);
    expect(beside.errors).toEqual([]);
    expect(beside.report.summary).toMatchObject({
      actions: { unchanged: 2 },
      statuses: { done: 2, failed: 0 },
    });
    expect(beside.warnings).toEqual([expect.stringContaining('nothing was verified')]);
    expect(beside.report.warnings).toMatchObject([
      { code: 'MIRROR_NOTHING_PUBLISHED', hint: expect.stringContaining('--explain app') },
    ]);
    const alone = await verify([beyond]);
    expect(alone.errors).toMatchObject([{ code: 'MIRROR_NOTHING_PUBLISHED', place: { image: 'app' } }]);
    expect(alone.report).toMatchObject({
      summary: { statuses: { done: 0, failed: 1 } },
      images: [{ image: 'app', status: 'failed', error: { code: 'MIRROR_NOTHING_PUBLISHED' } }],
    });
    expect([alone.warnings, alone.report.warnings]).toEqual([[], undefined]);
  });

  it('gives every tag that is stopped by the same fault its own error', async () => {
    scene.destination.options.onRequest = ({ method, reference }) =>
      method === 'GET' && reference?.startsWith('sha256:') ? { kind: 'answer', status: 403 } : undefined;
    const { errors, report } = await verify();
    expect(new Set(errors).size).toBe(3);
    expect(report.images.map(({ error }) => [error?.code, error?.side])).toEqual(
      [1, 2, 3].map(() => ['MIRROR_DENIED', 'destination']),
    );
  });
});

function platformOf(index: string): string {
  const { manifests } = JSON.parse(Buffer.from(stored().manifest(index)?.bytes ?? '{}').toString());
  return manifests[0].digest;
}

function layerOf(manifest: string): string {
  const { layers } = JSON.parse(Buffer.from(stored().manifest(manifest)?.bytes ?? '{}').toString());
  return layers[0].digest;
}
