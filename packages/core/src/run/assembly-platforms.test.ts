import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asked, changes } from './requests.fixture.ts';
import { Scene } from './scene.fixture.ts';
import { multi, single } from './test-image.fixture.ts';

let scene: Scene;
let amd: string;
beforeEach(async () => {
  scene = await Scene.open();
  amd = await scene.publish('amd', '1.0.0', await multi('amd'));
});
afterEach(() => scene.close());

const assembly = (more: object = {}) => ({
  images: [
    {
      name: 'outline',
      sources: {
        'linux/amd64': `${scene.upstream.host}/lib/amd:{tag}`,
        'linux/arm64': `${scene.upstream.host}/lib/arm:{tag}`,
      },
      tags: ['1.0.0'],
      ...more,
    },
  ],
});

/** A part may be missing in three ways. */
const absences: [name: string, make: () => Promise<unknown>][] = [
  ['its repository does not exist', async () => undefined],
  [
    'its reference does not exist',
    async () => scene.publish('arm', '0.9.0', await single('old', 'linux/arm64')),
  ],
  [
    'its reference is an image for another platform',
    async () => scene.publish('arm', '1.0.0', await single('arm')),
  ],
  [
    'its reference is an index without the platform',
    async () => scene.publish('arm', '1.0.0', await multi('arm', ['linux/amd64', 'linux/s390x'])),
  ],
];

describe.each(absences)('an assembly of which one platform is missing, since %s', (_name, make) => {
  beforeEach(make);

  it('fails by default, and names what is missing', async () => {
    const { of, errors } = await scene.run(assembly());
    expect(errors).toMatchObject([
      { code: 'MIRROR_PLATFORM_MISSING', place: { side: 'source', image: 'outline' } },
    ]);
    expect(of('outline:1.0.0')).toMatchObject({ status: 'failed', missingPlatforms: ['linux/arm64'] });
    expect(of('outline:1.0.0').error?.message).toContain('linux/arm64');
    expect(scene.tags('outline')).toEqual({});
  });

  it('wait: is put off, and published when it is there', async () => {
    const waiting = assembly({ missingPlatform: 'wait' });
    const { of, errors } = await scene.run(waiting);
    expect(of('outline:1.0.0')).toMatchObject({ status: 'deferred', reason: 'missingPlatform' });
    expect(of('outline:1.0.0')).not.toHaveProperty('error');
    expect(errors.map(({ code }) => code)).toEqual(['MIRROR_PLATFORM_WAIT']);
    expect(changes(scene.destination)).toEqual([]);
    await scene.publish('arm', '1.0.0', await single('arm', 'linux/arm64'));
    const { of: then } = await scene.run(waiting);
    expect(then('outline:1.0.0')).toMatchObject({ action: 'create', status: 'done' });
    expect(then('outline:1.0.0').platforms).toHaveLength(2);
  });

  it.each([
    ['warn', 1],
    ['allow', 0],
  ])(
    '%s: is published without it, recorded, looked for again and completed',
    async (missingPlatform, warnings) => {
      const manifest = assembly({ missingPlatform });
      const first = await scene.run(manifest);
      expect(first.warnings).toHaveLength(warnings);
      expect(first.of('outline:1.0.0')).toMatchObject({
        action: 'create',
        status: 'done',
        missingPlatforms: ['linux/arm64'],
        platforms: [{ platform: 'linux/amd64' }],
      });
      const second = await scene.run(manifest);
      expect(second.of('outline:1.0.0')).toMatchObject({
        action: 'unchanged',
        missingPlatforms: ['linux/arm64'],
      });
      await scene.publish('arm', '1.0.0', await single('arm', 'linux/arm64'));
      const third = await scene.run(manifest);
      expect(third.of('outline:1.0.0')).toMatchObject({ action: 'update', status: 'done' });
      expect(third.of('outline:1.0.0').platforms?.map(({ platform }) => platform)).toEqual([
        'linux/amd64',
        'linux/arm64',
      ]);
      expect(third.of('outline:1.0.0')).not.toHaveProperty('missingPlatforms');
      scene.forget();
      expect((await scene.run(manifest)).of('outline:1.0.0').action).toBe('unchanged');
      expect(scene.upstream.requests).toEqual([]);
    },
  );
});

describe('an assembly of which no platform is there', () => {
  it.each([['fail'], ['wait'], ['warn'], ['allow']])('is an error, with %s', async (missingPlatform) => {
    await scene.publish('amd', '1.0.0', await single('amd', 'linux/s390x'));
    await scene.publish('arm', '1.0.0', await single('arm', 'linux/s390x'));
    const { errors, of } = await scene.run(assembly({ missingPlatform }));
    expect(errors).toMatchObject([{ code: 'MIRROR_PLATFORM_MISSING' }]);
    expect(of('outline:1.0.0').status).toBe('failed');
    expect(scene.tags('outline')).toEqual({});
  });
});

describe('an assembly of which a part is asked for', () => {
  beforeEach(async () => {
    await scene.publish('arm', '1.0.0', await single('arm', 'linux/arm64'));
  });

  it('asks for that part and holds it alone', async () => {
    const { of } = await scene.run(assembly({ platforms: ['linux/amd64'] }));
    expect(of('outline:1.0.0')).toMatchObject({ status: 'done', platforms: [{ platform: 'linux/amd64' }] });
    expect(of('outline:1.0.0').sources).toEqual([
      { platform: 'linux/amd64', reference: `${scene.upstream.host}/lib/amd:1.0.0`, digest: amd },
    ]);
    expect(asked(scene.upstream, 'lib/arm')).toEqual([]);
  });

  it('is made anew when the manifest asks for the others, too', async () => {
    await scene.run(assembly({ platforms: ['linux/amd64'] }));
    const { of } = await scene.run(assembly());
    expect(of('outline:1.0.0')).toMatchObject({ action: 'update', status: 'done' });
    expect(of('outline:1.0.0').platforms).toHaveLength(2);
  });

  it('lists where `tagsFrom` says all the same', async () => {
    await scene.publish('amd', '2.0.0', await multi('amd 2'));
    const { of } = await scene.run(
      assembly({ platforms: ['linux/arm64'], tagsFrom: 'linux/amd64', tags: { semver: '<2' } }),
    );
    expect(of('outline:1.0.0')).toMatchObject({ status: 'done', platforms: [{ platform: 'linux/arm64' }] });
  });
});
