import { afterEach, beforeEach, expect, it } from 'vitest';
import { Scene } from './scene.fixture.ts';
import { multi } from './test-image.fixture.ts';

let scene: Scene;
beforeEach(async () => {
  scene = await Scene.open();
  for (const tag of ['1.0.0', '1.1.0']) {
    await scene.publish('app', tag, await multi(`app ${tag}`));
    await scene.publish('other', tag, await multi(`other ${tag}`, ['linux/amd64', 'linux/s390x']));
  }
});
afterEach(() => scene.close());

/** Everything of `defaults` is meant for others: `other` goes its own way. */
const manifest = () => ({
  more: {
    defaults: {
      tags: { semver: '*', latest: true },
      platforms: ['linux/amd64', 'linux/arm64'],
      missingPlatform: 'fail',
      minimumAge: '7d',
      deny: [{ tag: '1.0.0', reason: 'broken' }],
      destination: `${scene.destination.host}/general`,
    },
  },
  images: [
    { source: 'app' },
    {
      source: 'other',
      tags: ['1.0.0', '1.1.0'],
      platforms: ['linux/amd64', 'linux/arm64', 'linux/s390x'],
      missingPlatform: 'allow',
      minimumAge: '0s',
      deny: [{ tag: '1.1.0', reason: 'not ours' }],
      destination: `${scene.destination.host}/elsewhere`,
    },
  ],
});

it('an image goes by its own fields, and to its own destination, its record beside it', async () => {
  const { of, report } = await scene.run(manifest());
  expect(of('app:1.1.0')).toMatchObject({ status: 'deferred', reason: 'minimumAge' });
  expect(of('app:1.0.0')).toMatchObject({ reason: 'denied: broken' });
  expect(of('other:1.0.0')).toMatchObject({
    status: 'done',
    action: 'create',
    destination: `${scene.destination.host}/elsewhere/other:1.0.0`,
    missingPlatforms: ['linux/arm64'],
  });
  expect(of('other:1.1.0')).toMatchObject({ reason: 'denied: not ours' });
  expect(report.images.every(({ destination }) => !destination.includes('/mirror/'))).toBe(true);
  const stored = (name: string) => [...scene.destination.repository(name).tags.keys()];
  expect(stored('elsewhere/other')).toEqual(['1.0.0']);
  expect(stored('general/app')).toEqual([]);
  expect(stored('elsewhere/mirror-records')).toEqual(['other']);
  expect(stored('general/mirror-records')).toEqual(['app']);
});

it('and finds nothing to do there the next time', async () => {
  await scene.run(manifest());
  const { of } = await scene.run(manifest());
  expect(of('other:1.0.0')).toMatchObject({ action: 'unchanged', status: 'done' });
});
