import type { LocalSigstore } from '@multiarch-mirror/testing';
import { describe, expect, it } from 'vitest';
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

let sigstore: LocalSigstore;
let scene: Scene;
let digest: string;
let platforms: string[];
const signType = 'https://sigstore.dev/cosign/sign/v1';

attestingScene(['1.0.0'], (opened) => {
  ({ sigstore, scene, digest, platforms } = opened);
});

const run = () => {
  const images = [{ source: 'app', tags: ['1.0.0'] }];
  const [manifest, options] = chained(sigstore, images, [paper, signing, verifying()]);
  return scene.run(manifest, options);
};

/** While it is read back: another process writes what it made of what stood there before, which was nothing. */
function overwrite(times: number): { count: number } {
  const done = { count: 0 };
  const tag = digest.replace(':', '-');
  scene.destination.options.onRequest = ({ method, reference }) => {
    const app = scene.destination.repository('mirror/app');
    if (method !== 'GET' || reference !== digest || done.count === times || !app.tags.has(tag))
      return undefined;
    done.count += 1;
    for (const name of [tag, `${tag}.att`, `${tag}.sig`]) app.tags.delete(name);
    return undefined;
  };
  return done;
}

describe('what another process overwrites before it was read back', () => {
  it.each([1, 3])(
    'is put back, and read back again, before the tag moves: nothing is signed twice (%i times)',
    async (times) => {
      const overwritten = overwrite(times);
      const before = sigstore.entries().length;
      const { report } = await run();
      expect(overwritten.count).toBe(times);
      expect(report.summary.statuses).toEqual({ done: 1, failed: 0, deferred: 0 });
      expect(sigstore.entries().length - before).toBe(7);
      expectComplete(scene, 'app', [digest, ...platforms], [paperType, signType]);
      const app = scene.destination.repository('mirror/app');
      const tag = digest.replace(':', '-');
      expect([`${tag}.att`, `${tag}.sig`, '1.0.0'].filter((name) => !app.tags.has(name))).toEqual([]);
    },
  );

  it('is given up where it never ends: no tag moves, and the error is what verification said', async () => {
    overwrite(Number.POSITIVE_INFINITY);
    const { report } = await run();
    expect(report.images).toMatchObject([{ status: 'failed', error: { code: 'MIRROR_NO_ATTESTATION' } }]);
    expect(scene.destination.repository('mirror/app').tags.has('1.0.0')).toBe(false);
  });
});
