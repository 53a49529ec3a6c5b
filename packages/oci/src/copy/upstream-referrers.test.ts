import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Descriptor } from '../descriptor.ts';
import { sha256Digest } from '../digest.ts';
import { parseImageManifest, type RawManifest, rawManifest } from '../manifest.ts';
import { mediaTypes } from '../media-types.ts';
import { parseRepository } from '../reference.ts';
import type { Repository } from '../repository.ts';
import { streamOf } from '../stream.ts';
import { closeAll, makeClient, startStub } from '../stub-client.fixture.ts';
import { copyGraph } from './copy-graph.ts';

const directories: string[] = [];

afterEach(async () => {
  await closeAll();
  for (const directory of directories.splice(0)) await rm(directory, { recursive: true });
});

async function putBlob(to: Repository, text: string, mediaType: string): Promise<Descriptor> {
  const bytes = Buffer.from(text);
  const descriptor = { mediaType, digest: sha256Digest(bytes), size: bytes.length };
  await to.pushBlob(descriptor, () => Promise.resolve(streamOf(bytes)));
  return descriptor;
}

async function manifest(to: Repository, text: string, more: object = {}): Promise<RawManifest> {
  const config = await putBlob(to, '{}', mediaTypes.ociConfig);
  const layer = await putBlob(to, text, 'application/x');
  const layers = [{ ...layer, annotations: { 'dev.cosignproject.cosign/signature': text } }];
  return rawManifest(mediaTypes.ociManifest, { schemaVersion: 2, config, layers, ...more });
}

const artifactType = 'application/vnd.example';
const cosignTag = ({ descriptor }: RawManifest, suffix: string) =>
  `${descriptor.digest.replace(':', '-')}.${suffix}`;

/** An index of one image upstream, each with a referrer; the image's has one too, and the index has cosign's signature. */
async function upstream(from: Repository) {
  const image = await manifest(from, 'image');
  await from.pushManifest(image);
  const index = rawManifest(mediaTypes.ociIndex, { schemaVersion: 2, manifests: [image.descriptor] });
  await from.pushManifest(index, '1');
  const attached = async (subject: RawManifest, text: string) => {
    const raw = await manifest(from, text, {
      artifactType,
      subject: subject.descriptor,
      annotations: { text },
    });
    await from.pushReferrers(subject.descriptor, [raw]);
    return raw;
  };
  const ofIndex = await attached(index, 'signature of the index');
  const sbom = await attached(image, 'sbom of the image');
  const ofSbom = await attached(sbom, 'signature of the sbom');
  const signature = await manifest(from, 'cosign signature');
  await from.pushManifest(signature, cosignTag(index, 'sig'));
  return { image, index, ofIndex, sbom, ofSbom, signature };
}

async function registry(referrers: boolean): Promise<Repository> {
  const stub = await startStub({ referrers });
  return makeClient().repository(parseRepository(`${stub.host}/app`));
}

async function layout(): Promise<Repository> {
  const directory = await mkdtemp(join(tmpdir(), 'layout-'));
  directories.push(directory);
  return makeClient().repository({ transport: 'layout', directory });
}

const places: [string, () => Promise<Repository>][] = [
  ['the referrers API', () => registry(true)],
  ['a fallback index', () => registry(false)],
  ['a layout', layout],
];

const digests = async (repository: Repository, { descriptor }: RawManifest) =>
  (await repository.referrers(descriptor.digest)).map(({ digest }) => digest);

describe.each(places)('what is attached, from %s', (_, source) => {
  it.each(places)('comes along to %s', async (_name, destination) => {
    const [from, to] = [await source(), await destination()];
    const { image, index, ofIndex, sbom, ofSbom, signature } = await upstream(from);
    await copyGraph({ from, to, root: index, referrers: true });
    expect(await digests(to, index)).toEqual([ofIndex.descriptor.digest]);
    expect(await digests(to, image)).toEqual([sbom.descriptor.digest]);
    expect(await digests(to, sbom)).toEqual([ofSbom.descriptor.digest]);
    expect((await to.manifest(ofSbom.descriptor.digest)).bytes).toEqual(ofSbom.bytes);
    expect((await to.resolve(cosignTag(index, 'sig')))?.digest).toBe(signature.descriptor.digest);
    const again = await copyGraph({ from, to, root: index, referrers: true });
    expect(again).toMatchObject({ present: true, attached: [] });
  });
});

describe('what is attached', () => {
  it('stays upstream unless it is asked for', async () => {
    const [from, to] = [await registry(true), await registry(true)];
    const { index } = await upstream(from);
    await copyGraph({ from, to, root: index });
    expect(await digests(to, index)).toEqual([]);
    expect(await to.resolve(cosignTag(index, 'sig'))).toBeUndefined();
  });

  it('comes along from every depth of nested indexes', async () => {
    const [from, to] = [await registry(false), await registry(true)];
    const { index, image, sbom, signature } = await upstream(from);
    const outer = rawManifest(mediaTypes.ociIndex, {
      schemaVersion: 2,
      manifests: [index.descriptor, image.descriptor],
    });
    await from.pushManifest(outer);
    const result = await copyGraph({ from, to, root: outer.descriptor, referrers: true });
    expect(await digests(to, image)).toEqual([sbom.descriptor.digest]);
    expect((await to.resolve(cosignTag(index, 'sig')))?.digest).toBe(signature.descriptor.digest);
    const attached = result.attached.map(({ digest }) => digest);
    expect(new Set(attached).size).toBe(attached.length);
  });

  it('joins what the destination has under the same tag', async () => {
    const [from, to] = [await registry(false), await registry(false)];
    const { index } = await upstream(from);
    await to.pushManifest(await manifest(to, 'our own signature'), cosignTag(index, 'sig'));
    await copyGraph({ from, to, root: index, referrers: true });
    const { layers } = parseImageManifest(await to.manifest(cosignTag(index, 'sig')));
    expect(layers.map(({ annotations }) => Object.values(annotations ?? {})[0])).toEqual([
      'our own signature',
      'cosign signature',
    ]);
    const again = await copyGraph({ from, to, root: index, referrers: true });
    expect(again.attached).toEqual([]);
  });

  it('is left where it is when it is not about the digest, or is gone', async () => {
    const [from, to] = [await registry(false), await registry(false)];
    const { index, sbom } = await upstream(from);
    const gone = { ...sbom.descriptor, digest: sha256Digest(Buffer.from('gone')) };
    const lying = rawManifest(mediaTypes.ociIndex, { schemaVersion: 2, manifests: [sbom.descriptor, gone] });
    await from.pushManifest(lying, index.descriptor.digest.replace(':', '-'));
    await copyGraph({ from, to, root: index, referrers: true });
    expect(await digests(to, index)).toEqual([]);
  });
});

describe('an artifact with a subject', () => {
  it('is listed at the destination', async () => {
    const [from, to] = [await registry(true), await registry(false)];
    const { sbom, image } = await upstream(from);
    await copyGraph({ from, to, root: sbom.descriptor });
    expect(await digests(to, image)).toEqual([sbom.descriptor.digest]);
  });

  it('is copied as an artifact manifest, blobs first', async () => {
    const [from, to] = [await registry(true), await registry(false)];
    const blob = await putBlob(from, 'a blob', 'text/plain');
    const { ociArtifact: mediaType } = mediaTypes;
    const raw = rawManifest(mediaType, { mediaType, artifactType, blobs: [blob] });
    await from.pushManifest(raw, '1');
    expect(await from.resolve('1')).toEqual(raw.descriptor);
    await copyGraph({ from, to, root: raw.descriptor });
    expect((await to.manifest(raw.descriptor.digest)).descriptor).toEqual(raw.descriptor);
    expect(await to.hasBlob(blob)).toBe(true);
  });
});
