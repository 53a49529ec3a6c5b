import { type LocalSigstore, startSigstore } from '@multiarch-mirror/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chained, paper, paperType, seal, sealing, signing, verifying } from '../run/attesting.fixture.ts';
import { Scene } from '../run/scene.fixture.ts';
import { multi } from '../run/test-image.fixture.ts';

let sigstore: LocalSigstore;
let scene: Scene;
const digests: Record<string, string> = {};
/** Of all images that have no chain of their own: nothing that `app` holds passes it. */
const common = [paper, sealing, signing, verifying()];
const images = [
  { source: 'app', tags: ['1.0.0'], plugins: ['signing', 'checks'] },
  { source: 'app', tags: { semver: '>=2', keep: 1, latest: true }, plugins: ['paper', 'signing', 'checks'] },
  { source: 'plain', tags: ['1.0.0'], plugins: [] },
  { source: 'usual', tags: ['1.0.0'] },
];

beforeAll(async () => {
  sigstore = await startSigstore();
  scene = await Scene.open();
  for (const tag of ['1.0.0', '2.0.0', '2.1.0'])
    digests[tag] = await scene.publish('app', tag, await multi(tag));
  await scene.publish('plain', '1.0.0', await multi('plain'));
  await scene.publish('usual', '1.0.0', await multi('usual'));
  await scene.run(...chained(sigstore, images.slice(1, 2), common));
  const { errors } = await scene.run(...chained(sigstore, images, common));
  expect(errors).toEqual([]);
});
afterAll(async () => {
  await scene?.close();
  await sigstore?.close();
});

const verify = async (reference: string, its: object[] = images) => {
  const [manifest, more] = chained(sigstore, its as typeof images, common);
  const { report } = await scene.verify(manifest, more, `${scene.destination.host}/mirror/${reference}`);
  const [image] = report.images;
  const kinds = new Set(image?.attestations?.map(({ predicateType }) => predicateType));
  return { ...image, kinds: [...kinds].filter((type) => type === paperType || type === seal) };
};
/** A copy that another manifest has made: its entry is not in this one. */
const without = (source: string) => images.filter((image) => image.source !== source);

describe('verifyReference', () => {
  it.each<[string, () => string, object]>([
    ['a literal tag', () => 'app:1.0.0', { kinds: [] }],
    ['a tag of a window', () => 'app:2.1.0', { kinds: [paperType] }],
    ['the `latest` of a window', () => 'app:latest', { kinds: [paperType] }],
    ['a digest of one entry', () => `app@${digests['1.0.0']}`, { kinds: [] }],
    ['a digest of the other', () => `app@${digests['2.1.0']}`, { kinds: [paperType] }],
    ['a tag with its digest', () => `app:2.1.0@${digests['2.1.0']}`, { kinds: [paperType] }],
    ['an entry without a chain', () => 'plain:1.0.0', { kinds: [] }],
    ['an entry with the common chain', () => 'usual:1.0.0', { kinds: [paperType, seal] }],
  ])('takes the chain of the entry that publishes %s', async (_, reference, expected) => {
    const [name = ''] = reference().split(/[:@]/);
    expect(await verify(reference())).toMatchObject({ image: name, status: 'done', ...expected });
  });

  it('takes that of the repository’s entry for a tag that has left its window', async () => {
    const [, entry] = images;
    expect(await verify('app:2.0.0', [{ ...entry, tags: { semver: '>=2.1' } }])).toMatchObject({
      status: 'failed',
      error: { code: 'MIRROR_MANIFEST_UNKNOWN' },
      image: 'app',
    });
    expect(await verify('app:2.1.0', [{ ...entry, tags: { semver: '>=3' } }])).toMatchObject({
      status: 'done',
      kinds: [paperType],
    });
  });

  it('takes the common chain where no entry fills the repository', async () => {
    expect(await verify('usual:1.0.0', without('usual'))).toMatchObject({
      image: `${scene.destination.host}/mirror/usual`,
      status: 'done',
      kinds: [paperType, seal],
    });
    expect(await verify('app:1.0.0', without('app'))).toMatchObject({
      status: 'failed',
      error: { code: 'MIRROR_NO_ATTESTATION' },
    });
  });

  it('names the chain that it is checked by as its place, and not the first line of the manifest', async () => {
    const { status, error, line } = await verify('nothing:1.0.0');
    expect({ status, error }).toMatchObject({ status: 'failed', error: { code: 'MIRROR_MANIFEST_UNKNOWN' } });
    expect(line).toBeGreaterThan(1);
  });

  it('finds the entry where nobody may read the record, and takes the first for a digest then', async () => {
    scene.destination.options.onRequest = ({ repository }) =>
      repository?.endsWith('mirror-records') ? { kind: 'answer', status: 403 } : undefined;
    try {
      expect(await verify('app:2.1.0')).toMatchObject({ status: 'done', kinds: [paperType] });
      expect(await verify(`app@${digests['2.1.0']}`)).toMatchObject({ status: 'done', kinds: [] });
    } finally {
      delete scene.destination.options.onRequest;
    }
  });

  it('refuses what is not a reference', async () => {
    const [manifest, more] = chained(sigstore, images, common);
    await expect(scene.verify(manifest, more, 'Not A Reference')).rejects.toMatchObject({
      code: 'MIRROR_REFERENCE_INVALID',
    });
  });
});
