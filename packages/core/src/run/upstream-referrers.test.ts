import {
  mediaTypes,
  OciClient,
  parseRepository,
  rawManifest,
  sha256Digest,
  streamOf,
} from '@multiarch-mirror/oci';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Scene } from './scene.fixture.ts';
import { multi } from './test-image.fixture.ts';

let scene: Scene;
let client: OciClient;

beforeEach(async () => {
  scene = await Scene.open();
  client = new OciClient({ credentials: () => Promise.resolve(undefined) });
});

afterEach(async () => {
  await client.close();
  await scene.close();
});

const at = (host: string, path: string) => client.repository(parseRepository(`${host}/${path}`));

/** Attaches something to the index and to its first image upstream; gives both subjects' digests. */
async function attach(): Promise<string[]> {
  const from = at(scene.upstream.host, 'lib/app');
  const index = await from.manifest('1.0.0');
  const { manifests } = JSON.parse(Buffer.from(index.bytes).toString());
  const bytes = Buffer.from('{}');
  const config = { mediaType: mediaTypes.empty, digest: sha256Digest(bytes), size: 2 };
  await from.pushBlob(config, () => Promise.resolve(streamOf(bytes)));
  for (const { mediaType, digest, size } of [index.descriptor, manifests[0]]) {
    const subject = { mediaType, digest, size };
    const artifact = {
      schemaVersion: 2,
      artifactType: 'application/x',
      config,
      layers: [config],
      subject,
      annotations: {},
    };
    await from.pushReferrers(subject, [rawManifest(mediaTypes.ociManifest, artifact)]);
  }
  return [index.descriptor.digest, manifests[0].digest];
}

describe('upstreamReferrers', () => {
  it('brings what upstream has attached to the index and to its platforms', async () => {
    await scene.publish('app', '1.0.0', await multi('app'));
    const subjects = await attach();
    await scene.run({ images: [{ source: 'app', tags: ['1.0.0'], upstreamReferrers: true }] });
    const to = at(scene.destination.host, 'mirror/app');
    for (const subject of subjects) expect(await to.referrers(subject)).toHaveLength(1);
  });

  it('stays out unless it is asked for, and comes in when it is asked for later', async () => {
    await scene.publish('app', '1.0.0', await multi('app'));
    const [subject = ''] = await attach();
    const to = at(scene.destination.host, 'mirror/app');
    const image = { source: 'app', tags: ['1.0.0'] };
    await scene.run({ images: [image] });
    expect(await to.referrers(subject)).toHaveLength(0);
    await scene.run({ images: [{ ...image, upstreamReferrers: true }] });
    expect(await to.referrers(subject)).toHaveLength(1);
    const { report } = await scene.run({ images: [{ ...image, upstreamReferrers: true }] });
    expect(report.summary.actions.unchanged).toBe(1);
  });
});
