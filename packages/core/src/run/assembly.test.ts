import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { LayoutRepository } from '@multiarch-mirror/oci';
import { buildIndex, pushImage } from '@multiarch-mirror/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Scene } from './scene.fixture.ts';
import { multi, publish, single } from './test-image.fixture.ts';

let scene: Scene;
beforeEach(async () => {
  scene = await Scene.open();
});
afterEach(() => scene.close());

const prefix = 'io.github.multiarch-mirror.upstream';

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

describe('an assembly', () => {
  const sources = (arm: string) => ({
    images: [
      {
        name: 'outline',
        sources: { 'linux/amd64': `${scene.upstream.host}/lib/amd:{tag}`, 'linux/arm64': arm },
        tags: ['1.0.0'],
        missingPlatform: 'allow',
      },
    ],
  });

  it('takes the platform out of an index, and a single manifest as it is, with the annotations of each', async () => {
    const index = await multi('amd');
    const amd = await scene.publish('amd', '1.0.0', index);
    const arm = await scene.publish('arm', '1.0.0', await single('arm', 'linux/arm64'));
    const manifest = sources(`${scene.upstream.host}/lib/arm:{tag}`);
    const { of } = await scene.run(manifest);
    expect(of('outline:1.0.0')).toMatchObject({
      status: 'done',
      sources: [
        { platform: 'linux/amd64', reference: `${scene.upstream.host}/lib/amd:1.0.0`, digest: amd },
        { platform: 'linux/arm64', reference: `${scene.upstream.host}/lib/arm:1.0.0`, digest: arm },
      ],
      platforms: [{ platform: 'linux/amd64' }, { platform: 'linux/arm64', digest: arm }],
    });
    expect(of('outline:1.0.0')).not.toHaveProperty('upstreamDigest');
    const [child] = index.members;
    expect(stored('1.0.0', 'outline').index.manifests).toMatchObject([
      {
        digest: child?.manifest.descriptor.digest,
        annotations: {
          [`${prefix}.repository`]: `${scene.upstream.host}/lib/amd`,
          [`${prefix}.digest`]: amd,
        },
      },
      {
        digest: arm,
        annotations: {
          [`${prefix}.repository`]: `${scene.upstream.host}/lib/arm`,
          [`${prefix}.digest`]: arm,
        },
      },
    ]);
    expect(stored('1.0.0', 'outline').bytes).not.toContain('1.0.0');
    scene.forget();
    expect((await scene.run(manifest)).of('outline:1.0.0').action).toBe('unchanged');
    expect(scene.upstream.requests).toEqual([]);
  });

  it('mixes registries with layouts', async () => {
    await scene.publish('amd', '1.0.0', await multi('amd'));
    const directory = await mkdtemp(join(process.env.TMPDIR ?? '', 'layout-'));
    const arm = await single('arm', 'linux/arm64');
    await pushImage(new LayoutRepository(directory), buildIndex([arm]), '1.0.0');
    const { of } = await scene.run(sources(`oci:${directory}:{tag}`));
    expect(of('outline:1.0.0')).toMatchObject({ status: 'done' });
    expect(of('outline:1.0.0').platforms?.[1]).toEqual({
      platform: 'linux/arm64',
      digest: arm.manifest.descriptor.digest,
    });
  });

  it('is completed when a reference appears that was not there', async () => {
    await scene.publish('amd', '1.0.0', await multi('amd'));
    const manifest = sources(`${scene.upstream.host}/lib/arm:{tag}`);
    expect((await scene.run(manifest)).of('outline:1.0.0')).toMatchObject({
      missingPlatforms: ['linux/arm64'],
      status: 'done',
    });
    await scene.publish('arm', '1.0.0', await single('arm', 'linux/arm64'));
    const { of } = await scene.run(manifest);
    expect(of('outline:1.0.0')).toMatchObject({ action: 'update', status: 'done' });
    expect(of('outline:1.0.0').platforms).toHaveLength(2);
  });

  it('fails when a reference has another platform, and when none exists', async () => {
    await publish(scene.upstream, 'lib/amd', '1.0.0', await single('amd', 'linux/s390x'));
    const other = await scene.run(sources(`${scene.upstream.host}/lib/arm:{tag}`));
    expect(other.errors).toMatchObject([{ code: 'MIRROR_PLATFORM_MISSING' }]);
    scene.upstream.repository('lib/amd').tags.clear();
    const none = await scene.run(sources(`${scene.upstream.host}/lib/arm:{tag}`));
    expect(none.errors).toMatchObject([{ code: 'MIRROR_MANIFEST_UNKNOWN', place: { side: 'source' } }]);
    expect(scene.tags('outline')).toEqual({});
  });

  it('selects from the listing that `tagsFrom` names', async () => {
    for (const tag of ['1.0.0', '2.0.0']) await scene.publish('amd', tag, await multi(`amd ${tag}`));
    await scene.publish('arm', '1.0.0', await single('arm', 'linux/arm64'));
    const [base] = sources(`${scene.upstream.host}/lib/arm:{tag}`).images;
    await scene.run({ images: [{ ...base, tags: { semver: '*' }, tagsFrom: 'linux/arm64' }] });
    expect(Object.keys(scene.tags('outline'))).toEqual(['1.0.0']);
  });
});
