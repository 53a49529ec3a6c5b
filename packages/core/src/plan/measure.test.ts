import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asked, changes } from '../run/requests.fixture.ts';
import { Scene } from '../run/scene.fixture.ts';
import { multi, publish } from '../run/test-image.fixture.ts';

let scene: Scene;
beforeEach(async () => {
  scene = await Scene.open();
});
afterEach(() => scene.close());

const images = (...names: string[]) => ({ images: names.map((source) => ({ source, tags: ['1.0.0'] })) });

/** Everything that a registry stores of an image, past HTTP. */
function stored(name: string): number {
  const { blobs, manifests } = scene.upstream.repository(`lib/${name}`);
  const documents = [...manifests.values()].reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
  return [...blobs.values()].reduce((sum, bytes) => sum + bytes, documents);
}

describe('measurePlan', () => {
  it('says what an image weighs, and what a run then copies', async () => {
    await scene.publish('app', '1.0.0', await multi('app'));
    const { sizes, plan } = await scene.measure(images('app'));
    expect(sizes).toMatchObject({ image: stored('app'), copy: stored('app') });
    expect(plan.repositories[0]?.tags[0]?.size).toEqual({ image: sizes.image, copy: sizes.copy });
    // An index, and the manifest of each platform.
    expect(sizes.requests).toEqual({ [scene.upstream.host]: { 'GET manifest': 3 } });
    expect([...changes(scene.upstream), ...changes(scene.destination)]).toEqual([]);
  });

  it('counts what several images share once, and tags of one digest once', async () => {
    const built = await multi('app');
    await scene.publish('one', '1.0.0', built);
    await publish(scene.upstream, 'lib/two', '1.0.0', built);
    await scene.publish('one', 'slim', built);
    const manifest = images('one', 'two');
    const { sizes, plan } = await scene.measure({
      images: [{ ...manifest.images[0], tags: ['1.0.0', 'slim'] }, ...manifest.images.slice(1)],
    });
    expect(sizes).toMatchObject({ image: 2 * stored('one'), copy: stored('one') });
    const tags = plan.repositories.flatMap((repository) => repository.tags);
    expect(tags.map(({ size }) => size?.copy)).toEqual([stored('one'), 0, 0]);
  });

  it('leaves out what the destination has', async () => {
    const built = await multi('app');
    await scene.publish('app', '1.0.0', built);
    await scene.publish('app', '0.9.0', await multi('old'));
    const manifest = { images: [{ source: 'app', tags: ['0.9.0'] }] };
    await scene.run(manifest);
    // A blob of the new image came there by another way.
    const [layer] = built.members[0]?.kind === 'image' ? built.members[0].layers : [];
    const bytes = await new Response(ReadableStream.from((await layer?.open()) ?? [])).bytes();
    await scene.destination.putBlob('mirror/app', bytes);
    scene.forget();
    const { sizes } = await scene.measure(images('app'));
    expect(sizes.image - sizes.copy).toBe(bytes.byteLength);
    expect(
      asked(scene.destination, 'mirror/app').filter((line) => line.startsWith('HEAD blob')),
    ).toHaveLength(4);
  });

  it('asks for nothing where there is nothing to copy', async () => {
    await scene.publish('app', '1.0.0', await multi('app'));
    await scene.run(images('app'));
    scene.forget();
    const { sizes } = await scene.measure(images('app'));
    expect(sizes).toEqual({ image: 0, copy: 0, requests: {} });
    expect(scene.upstream.requests).toEqual([]);
  });

  it('measures the platforms that are asked for, and the parts of an assembly', async () => {
    await scene.publish('wide', '1.0.0', await multi('wide', ['linux/amd64', 'linux/arm64', 'linux/arm/v7']));
    await scene.publish('app', '1.0.0', await multi('app'));
    const narrow = await scene.measure({
      images: [{ source: 'wide', tags: ['1.0.0'], platforms: ['linux/amd64'] }],
    });
    expect(narrow.sizes.image).toBeLessThan(stored('wide') / 2);
    const sources = { 'linux/amd64': `${scene.upstream.host}/lib/app:{tag}` };
    const part = await scene.measure({ images: [{ name: 'assembled', sources, tags: ['1.0.0'] }] });
    expect(part.sizes.image).toBeLessThan(stored('app'));
    expect(part.sizes.image).toBeGreaterThan(0);
  });

  it('leaves out what cannot be asked for, with a warning', async () => {
    await scene.publish('one', '1.0.0', await multi('one'));
    await scene.publish('two', '1.0.0', await multi('two'));
    scene.upstream.options.onRequest = ({ repository, method }) =>
      repository === 'lib/one' && method === 'GET'
        ? { kind: 'answer', status: 429, headers: { 'retry-after': '7200' } }
        : undefined;
    const { sizes, plan, warnings } = await scene.measure(images('one', 'two'));
    expect(sizes.image).toBe(stored('two'));
    expect(plan.repositories[0]?.tags[0]).not.toHaveProperty('size');
    expect(warnings).toEqual([
      expect.stringMatching(/^the size of one:1\.0\.0 is not known: image one, source /),
    ]);
  });
});
