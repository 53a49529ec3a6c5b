import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changes } from './requests.fixture.ts';
import { Scene } from './scene.fixture.ts';
import { multi } from './test-image.fixture.ts';

let scene: Scene;
beforeEach(async () => {
  scene = await Scene.open();
});
afterEach(() => scene.close());

const prefix = 'io.github.multiarch-mirror.upstream';
const wide = ['linux/amd64', 'linux/arm64', 'linux/arm/v7'];
const image = (more: object = {}) => ({ images: [{ source: 'app', tags: ['1.0.0'], ...more }] });

/** The index at the destination, past HTTP. */
function stored(
  tag: string,
  name = 'app',
): { bytes: string; index: Record<string, never>; mediaType: string } {
  const manifest = scene.destination.repository(`mirror/${name}`).manifest(tag);
  if (manifest === undefined) throw new Error(`${tag} is not there`);
  const bytes = Buffer.from(manifest.bytes).toString();
  return { bytes, index: JSON.parse(bytes), mediaType: manifest.mediaType };
}

describe('an index whose platforms are all asked for', () => {
  it.each([
    ['as it is', {}],
    ['with attestation manifests of BuildKit', { attestations: true }],
    ['as a Docker manifest list', { format: 'docker' as const }],
  ])('is copied bit for bit: %s', async (_name, options) => {
    const built = await multi('app', undefined, options);
    const digest = await scene.publish('app', '1.0.0', built);
    const { of } = await scene.run(image());
    expect(of('app:1.0.0')).toMatchObject({ digest, upstreamDigest: digest });
    expect(stored('1.0.0').bytes).toBe(Buffer.from(built.manifest.bytes).toString());
    const members = built.members.map(({ manifest }) => manifest.descriptor.digest);
    expect([...scene.destination.repository('mirror/app').manifests.keys()]).toEqual(
      expect.arrayContaining(members),
    );
  });

  it('is copied bit for bit with `platforms: all`', async () => {
    const digest = await scene.publish('app', '1.0.0', await multi('app', wide));
    expect((await scene.run(image({ platforms: 'all' }))).of('app:1.0.0')).toMatchObject({ digest });
  });
});

describe('an index of which a part is asked for', () => {
  it('is rebuilt with the annotations of the contract, the platforms untouched, and always the same bytes', async () => {
    const built = await multi('app', wide, { attestations: true });
    const upstream = await scene.publish('app', ['1.0.0', 'slim'], built);
    await scene.run(image({ tags: ['1.0.0', 'slim'] }));
    await scene.run({ images: [{ source: 'app', name: 'again', tags: ['slim'] }] });
    const { bytes, index, mediaType } = stored('1.0.0');
    expect(stored('slim', 'again').bytes).toBe(bytes);
    expect(mediaType).toBe('application/vnd.oci.image.index.v1+json');
    expect(index.annotations).toEqual({
      [`${prefix}.repository`]: `${scene.upstream.host}/lib/app`,
      [`${prefix}.digest`]: upstream,
    });
    expect(bytes).not.toMatch(/1\.0\.0|slim/);
    const entries = JSON.parse(Buffer.from(built.manifest.bytes).toString()).manifests;
    // Two platforms and their attestation manifests, as upstream has them.
    expect(index.manifests).toEqual([entries[0], entries[1], entries[3], entries[4]]);
  });

  it('is a Docker list without annotations where upstream has one', async () => {
    await scene.publish('app', '1.0.0', await multi('app', wide, { format: 'docker' }));
    await scene.run(image());
    expect(stored('1.0.0').mediaType).toBe('application/vnd.docker.distribution.manifest.list.v2+json');
    expect(stored('1.0.0').index).not.toHaveProperty('annotations');
  });

  it('is made anew when the manifest asks for other platforms', async () => {
    const whole = await scene.publish('app', '1.0.0', await multi('app', wide));
    await scene.run(image());
    const { of } = await scene.run(image({ platforms: wide }));
    expect(of('app:1.0.0')).toMatchObject({ action: 'update', digest: whole });
    expect(of('app:1.0.0').platforms?.map(({ platform }) => platform)).toEqual(wide);
    expect((await scene.run(image({ platforms: wide }))).of('app:1.0.0').action).toBe('unchanged');
  });
});

describe('a platform that upstream lacks', () => {
  let partial: string;
  beforeEach(async () => {
    partial = await scene.publish('app', '1.0.0', await multi('app', ['linux/amd64']));
  });

  it('fails the image by default, with what upstream has', async () => {
    const { of, errors } = await scene.run(image());
    expect(errors).toMatchObject([
      { code: 'MIRROR_PLATFORM_MISSING', place: { side: 'source', image: 'app' } },
    ]);
    expect(of('app:1.0.0')).toMatchObject({ status: 'failed', missingPlatforms: ['linux/arm64'] });
    expect(of('app:1.0.0').error?.hint).toContain('linux/amd64');
    expect(scene.tags('app')).toEqual({});
  });

  it('wait: puts the image off', async () => {
    const { of } = await scene.run(image({ missingPlatform: 'wait' }));
    expect(of('app:1.0.0')).toMatchObject({
      status: 'deferred',
      reason: 'missingPlatform',
      missingPlatforms: ['linux/arm64'],
    });
    expect(of('app:1.0.0')).not.toHaveProperty('error');
    expect(scene.tags('app')).toEqual({});
    expect(changes(scene.destination)).toEqual([]);
  });

  it.each([
    ['warn', 1],
    ['allow', 0],
  ])('%s: publishes, looks for it again and completes it', async (missingPlatform, warnings) => {
    const first = await scene.run(image({ missingPlatform }));
    expect(first.of('app:1.0.0')).toMatchObject({
      status: 'done',
      digest: partial,
      missingPlatforms: ['linux/arm64'],
    });
    expect(first.warnings).toHaveLength(warnings);
    const second = await scene.run(image({ missingPlatform }));
    expect(second.of('app:1.0.0')).toMatchObject({ action: 'unchanged', missingPlatforms: ['linux/arm64'] });
    const whole = await scene.publish('app', '1.0.0', await multi('app'));
    const third = await scene.run(image({ missingPlatform }));
    expect(third.of('app:1.0.0')).toMatchObject({ action: 'update', status: 'done', digest: whole });
    expect(third.of('app:1.0.0')).not.toHaveProperty('missingPlatforms');
    scene.forget();
    expect((await scene.run(image({ missingPlatform }))).of('app:1.0.0').action).toBe('unchanged');
    expect(scene.upstream.requests).toEqual([]);
  });

  it.each([
    ['lost record', {}],
    ['deep run', { deep: true }],
  ])('is not forgotten in a %s', async (name, options) => {
    const allow = image({ missingPlatform: 'allow' });
    await scene.run(allow);
    if (name === 'lost record') scene.destination.repository('mirror/mirror-records').tags.clear();
    expect((await scene.run(allow, options)).of('app:1.0.0').missingPlatforms).toEqual(['linux/arm64']);
    const whole = await scene.publish('app', '1.0.0', await multi('app'));
    expect((await scene.run(allow)).of('app:1.0.0')).toMatchObject({ action: 'update', digest: whole });
  });

  it.each([['fail'], ['wait'], ['warn'], ['allow']])(
    'is an error when it is the last one, with %s',
    async (missingPlatform) => {
      const { errors } = await scene.run(image({ missingPlatform, platforms: ['linux/s390x'] }));
      expect(errors.map(({ code }) => code)).toEqual(['MIRROR_PLATFORM_MISSING']);
      expect(scene.tags('app')).toEqual({});
    },
  );

  it('fails an image that is published already when the manifest now asks for it', async () => {
    await scene.run(image({ platforms: ['linux/amd64'] }));
    const { of } = await scene.run(image());
    expect(of('app:1.0.0')).toMatchObject({ status: 'failed', error: { code: 'MIRROR_PLATFORM_MISSING' } });
    expect(scene.tags('app')).toEqual({ '1.0.0': partial });
  });
});

describe('a platform that a moving tag loses', () => {
  let whole: string;
  let partial: string;
  beforeEach(async () => {
    whole = await scene.publish('app', 'slim', await multi('app'));
    await scene.run(image({ tags: ['slim'] }));
    partial = await scene.publish('app', 'slim', await multi('next', ['linux/amd64']));
  });

  it.each([
    ['fail', 'failed'],
    ['wait', 'deferred'],
  ])('%s: the tag stays at what it has', async (missingPlatform, status) => {
    const { of } = await scene.run(image({ tags: ['slim'], missingPlatform }));
    expect(of('app:slim')).toMatchObject({ action: 'update', status, digest: whole });
    expect(scene.tags('app')).toEqual({ slim: whole });
  });

  it.each([['warn'], ['allow']])('%s: the tag follows, and is completed', async (missingPlatform) => {
    const manifest = image({ tags: ['slim'], missingPlatform });
    expect((await scene.run(manifest)).of('app:slim')).toMatchObject({
      action: 'update',
      digest: partial,
      missingPlatforms: ['linux/arm64'],
    });
    const next = await scene.publish('app', 'slim', await multi('next'));
    const { of } = await scene.run(manifest);
    expect(of('app:slim')).toMatchObject({ action: 'update', digest: next });
    expect(of('app:slim').reason).toBe('upstream has changed, it lacked platforms');
  });
});
