import type { LocalSigstore } from '@multiarch-mirror/testing';
import { describe, expect, it } from 'vitest';
import {
  attestingScene,
  chained,
  expectComplete,
  paper,
  paperType,
  seal,
  sealing,
  signing,
  verifying,
} from './attesting.fixture.ts';
import { asked, changes } from './requests.fixture.ts';
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

/** Takes one statement of this kind off a digest, as a clean-up job might. */
function remove(subject: string, type: string): void {
  const tag = subject.replace(':', '-');
  const bytes = stored().manifest(tag)?.bytes ?? new Uint8Array();
  const index = JSON.parse(Buffer.from(bytes).toString());
  const kept = index.manifests.filter(
    (entry: { annotations?: Record<string, string> }) =>
      entry.annotations?.['dev.sigstore.bundle.predicateType'] !== type,
  );
  scene.destination.putManifest('mirror/app', Buffer.from(JSON.stringify({ ...index, manifests: kept })), {
    tag,
  });
}

describe('a repair', () => {
  it('adds the one statement that is missing, in a deep run, and touches nothing else', async () => {
    await run();
    const [platform = ''] = platforms;
    remove(platform, paperType);
    const before = sigstore.entries().length;
    expect((await run()).report.summary.actions.unchanged).toBe(2);
    scene.forget();
    const { of, report } = await run(chain, { deep: true });
    expect(report.summary).toMatchObject({ actions: { repair: 2 }, statuses: { done: 2 } });
    expect(of('app:1.0.0')).toMatchObject({
      digest,
      reason: 'attestations are missing',
      upstreamDigest: digest,
    });
    expect(sigstore.entries().length - before).toBe(1);
    expectComplete(scene, 'app', all(), [paperType, signType]);
    const tags = changes(scene.destination).filter((line) => /PUT manifest (1\.0\.0|slim)$/.test(line));
    expect(tags).toEqual([]);
    expect(scene.upstream.requests.filter(({ method }) => method === 'GET')).toEqual([]);
  });

  it('does not read the root again that the plan has just read', async () => {
    const its = [{ source: 'app', tags: ['1.0.0'] }];
    await run(chain, {}, 'bundle', its);
    scene.forget();
    const { report } = await run(chain, {}, 'both', its);
    expect(report.summary).toMatchObject({ actions: { repair: 1 }, statuses: { done: 1 } });
    const reads = asked(scene.destination, 'mirror/app').filter((line) => line === `GET manifest ${digest}`);
    // The plan's, and that of the read-back, which believes nobody.
    expect(reads).toHaveLength(2);
  });

  it.each([
    [
      'upstream moved the tag',
      async () => void (await scene.publish('app', ['1.0.0', 'slim'], await multi('other'))),
    ],
    ['upstream removed the tag', async () => scene.upstream.repository('lib/app').tags.clear()],
  ])('of an immutable tag keeps its content, though %s', async (_name, change) => {
    const its = [{ source: 'app', tags: ['1.0.0'] }];
    await run(chain, {}, 'both', its);
    remove(platforms[0] ?? '', paperType);
    await change();
    const { of } = await run(chain, { deep: true }, 'both', its);
    expect(of('app:1.0.0')).toMatchObject({
      action: 'repair',
      status: 'done',
      digest,
      upstreamDigest: digest,
    });
    expectComplete(scene, 'app', all(), [paperType, signType]);
    const { tags } = await scene.record('app');
    expect(tags).toMatchObject({ '1.0.0': { digest, upstream: [{ digest }] } });
  });

  it('follows a longer chain without touching content or tags, and minimumAge does not hold it back', async () => {
    await run();
    scene.forget();
    const longer = [paper, signing, sealing, verifying()];
    const its = images.map((image) => ({ ...image, minimumAge: '30d' }));
    const { of, report } = await run(longer, {}, 'both', its);
    expect(report.summary).toMatchObject({ actions: { repair: 2 }, statuses: { done: 2 } });
    expect(of('app:slim').reason).toBe('the chain has changed, attestations are missing');
    expectComplete(scene, 'app', all(), [paperType, signType, seal]);
    const pushed = changes(scene.destination).filter((line) => line.startsWith('PUT manifest'));
    expect(pushed).not.toContain('PUT manifest 1.0.0');
    expect(pushed).not.toContain(`PUT manifest ${digest}`);
    expect((await run(longer)).report.summary.actions.unchanged).toBe(2);
  });

  it('follows another format', async () => {
    await run(chain, {}, 'bundle');
    expect([...stored().tags.keys()].some((tag) => tag.endsWith('.att'))).toBe(false);
    const { report } = await run();
    expect(report.summary.actions.repair).toBe(2);
    expect([...stored().tags.keys()].filter((tag) => /\.(att|sig)$/.test(tag))).toHaveLength(2);
    expectComplete(scene, 'app', all(), [paperType, signType]);
  });

  it('goes on where attaching was cut off', async () => {
    // The platforms are written, the index is not.
    const index = digest.replace(':', '-');
    scene.destination.options.onRequest = ({ method, reference }) =>
      method === 'PUT' && reference === index ? { kind: 'answer', status: 403 } : undefined;
    expect((await run()).errors[0]?.code).toBe('MIRROR_DENIED');
    expect(scene.tags('app')).not.toHaveProperty('1.0.0');
    scene.destination.options.onRequest = () => undefined;
    const before = sigstore.entries().length;
    await run();
    expect(scene.tags('app')['1.0.0']).toBe(digest);
    expect(sigstore.entries().length - before).toBeLessThanOrEqual(3);
    expectComplete(scene, 'app', all(), [paperType, signType]);
  });
});
