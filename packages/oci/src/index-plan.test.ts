import { describe, expect, it } from 'vitest';
import type { Descriptor } from './descriptor.ts';
import { sha256Digest } from './digest.ts';
import { assembleIndex, planImage, planIndex } from './index-plan.ts';
import { parseImageIndex, type RawManifest, rawManifest } from './manifest.ts';
import { mediaTypes } from './media-types.ts';
import { formatPlatform, parsePlatform } from './platform.ts';
import type { RepositoryReader } from './repository.ts';
import { streamOf } from './stream.ts';

function child(platform: string, extra: Partial<Descriptor> = {}): Descriptor {
  const [os = '', architecture = '', variant] = platform.split('/');
  return {
    mediaType: mediaTypes.ociManifest,
    digest: sha256Digest(Buffer.from(platform + JSON.stringify(extra))),
    size: 7,
    platform: { architecture, os, ...(variant === undefined ? {} : { variant }) },
    ...extra,
  };
}

function attestationOf(subject: Descriptor): Descriptor {
  return child('unknown/unknown', {
    annotations: {
      'vnd.docker.reference.digest': subject.digest,
      'vnd.docker.reference.type': 'attestation-manifest',
    },
  });
}

const amd64 = child('linux/amd64');
const arm64 = child('linux/arm64/v8');
const s390x = child('linux/s390x', { annotations: { kept: 'as it is' } });
const [amd64Attestation, s390xAttestation] = [attestationOf(amd64), attestationOf(s390x)];

function indexOf(
  manifests: Descriptor[],
  mediaType: string = mediaTypes.ociIndex,
  more: object = {},
): RawManifest {
  return rawManifest(mediaType, { schemaVersion: 2, mediaType, manifests, ...more });
}

const platforms = (...texts: string[]) => texts.map(parsePlatform);
const upstream = { 'io.github.multiarch-mirror.upstream.repository': 'docker.io/library/x' };

describe('planIndex', () => {
  it.each([
    ['all of it', [amd64, arm64], 'all' as const],
    ['every platform by name', [amd64, arm64], platforms('linux/amd64', 'linux/arm64')],
    ['every platform, attestations aside', [amd64, amd64Attestation], platforms('linux/amd64')],
    ['more than there is', [amd64], platforms('linux/amd64', 'linux/arm64')],
    ['attestations that lost their annotations', [amd64, child('unknown/unknown')], platforms('linux/amd64')],
  ])('keeps the index for %s', (_, manifests, wanted) => {
    expect(planIndex(indexOf(manifests), wanted, upstream).kind).toBe('identical');
  });

  it('names what is missing', () => {
    const plan = planIndex(indexOf([amd64]), platforms('linux/amd64', 'linux/arm64', 'linux/arm'));
    expect(plan.missing.map(formatPlatform)).toEqual(['linux/arm64', 'linux/arm/v7']);
    expect(plan.platforms).toEqual([{ platform: { os: 'linux', architecture: 'amd64' }, descriptor: amd64 }]);
  });

  it('says when none of them is there', () => {
    expect(planIndex(indexOf([amd64]), platforms('linux/arm64')).kind).toBe('none');
  });

  it('rebuilds a part in the order of upstream, with the attestations of what is kept', () => {
    const index = indexOf([s390x, amd64, arm64, s390xAttestation, amd64Attestation], mediaTypes.ociIndex, {
      annotations: { own: 'annotation' },
    });
    const plan = planIndex(index, platforms('linux/arm64', 'linux/amd64'), upstream);
    if (plan.kind !== 'rebuilt') throw new Error(plan.kind);
    expect(plan.manifest.descriptor.mediaType).toBe(mediaTypes.ociIndex);
    expect(parseImageIndex(plan.manifest)).toEqual({
      schemaVersion: 2,
      mediaType: mediaTypes.ociIndex,
      manifests: [amd64, arm64, amd64Attestation],
      annotations: { own: 'annotation', ...upstream },
    });
    const again = planIndex(index, platforms('linux/amd64', 'linux/arm64/v8'), upstream);
    expect(again.kind === 'rebuilt' && again.manifest.descriptor.digest).toBe(
      plan.manifest.descriptor.digest,
    );
  });

  describe('of an image for several builds of Windows', () => {
    const build = (version: string) =>
      child('windows/amd64', {
        platform: { os: 'windows', architecture: 'amd64', 'os.version': version },
      });
    const [old, fresh] = [build('10.0.17763.6893'), build('10.0.20348.2700')];
    const index = indexOf([amd64, old, fresh]);

    it.each([
      ['one build', ['windows(10.0.17763)/amd64'], [old]],
      ['the very version', ['windows(10.0.20348.2700)/amd64'], [fresh]],
      ['every build where none is named', ['windows/amd64'], [old, fresh]],
      ['a build beside another system', ['linux/amd64', 'windows(10.0.20348)/amd64'], [amd64, fresh]],
    ])('takes %s', (_, wanted, expected) => {
      const plan = planIndex(index, platforms(...wanted));
      expect(plan.missing).toEqual([]);
      expect(plan.kind === 'rebuilt' && parseImageIndex(plan.manifest).manifests).toEqual(expected);
    });

    it('misses a build that is not there', () => {
      const plan = planIndex(index, platforms('linux/amd64', 'windows(10.0.14393)/amd64'));
      expect(plan.missing.map(formatPlatform)).toEqual(['windows(10.0.14393)/amd64']);
    });
  });

  it('keeps attestation manifests with their platforms alone, in any order', () => {
    const other = attestationOf(arm64);
    const index = indexOf([s390xAttestation, other, arm64, amd64, amd64Attestation, s390x]);
    const plan = planIndex(index, platforms('linux/arm64/v8'));
    expect(plan.platforms).toHaveLength(1);
    expect(plan.kind === 'rebuilt' && parseImageIndex(plan.manifest).manifests).toEqual([other, arm64]);
  });

  it('leaves children byte for byte as they are', () => {
    const text = JSON.stringify(amd64).replace('"size":7', '"size":7,"x-future":{"z":1,"a":null}');
    const index = rawManifest(
      mediaTypes.ociIndex,
      Buffer.from(`{"schemaVersion":2,"manifests":[${text}, ${JSON.stringify(s390x)}]}`),
    );
    const plan = planIndex(index, platforms('linux/amd64'));
    expect(plan.kind === 'rebuilt' && Buffer.from(plan.manifest.bytes).toString()).toBe(
      `{"schemaVersion":2,"mediaType":"${mediaTypes.ociIndex}","manifests":[${text}]}`,
    );
  });

  it('writes no annotations into a Docker list', () => {
    const plan = planIndex(
      indexOf([amd64, arm64], mediaTypes.dockerList),
      platforms('linux/amd64'),
      upstream,
    );
    if (plan.kind !== 'rebuilt') throw new Error(plan.kind);
    expect(plan.manifest.descriptor.mediaType).toBe(mediaTypes.dockerList);
    expect(parseImageIndex(plan.manifest).annotations).toBeUndefined();
  });
});

describe('planImage', () => {
  const config = Buffer.from(JSON.stringify({ os: 'linux', architecture: 'arm64', variant: 'v8' }));
  const descriptor = { mediaType: mediaTypes.ociConfig, digest: sha256Digest(config), size: config.length };
  const image = rawManifest(mediaTypes.ociManifest, { schemaVersion: 2, config: descriptor, layers: [] });
  const reader: Pick<RepositoryReader, 'blob'> = { blob: () => Promise.resolve(streamOf(config)) };

  it('takes an image without an index for its one platform', async () => {
    const plan = await planImage(reader as RepositoryReader, image, platforms('linux/arm64', 'linux/amd64'));
    expect(plan.kind).toBe('identical');
    expect(plan.platforms[0]?.platform).toEqual({ os: 'linux', architecture: 'arm64' });
    expect(plan.missing.map(formatPlatform)).toEqual(['linux/amd64']);
    expect((await planImage(reader as RepositoryReader, image, platforms('linux/amd64'))).kind).toBe('none');
  });
});

describe('planImage of an index', () => {
  it('reads the platform of a child for which the index names none', async () => {
    const config = Buffer.from(JSON.stringify({ os: 'linux', architecture: 'arm64' }));
    const descriptor = { mediaType: mediaTypes.ociConfig, digest: sha256Digest(config), size: config.length };
    const image = rawManifest(mediaTypes.ociManifest, { schemaVersion: 2, config: descriptor, layers: [] });
    const reader: Pick<RepositoryReader, 'blob' | 'manifest'> = {
      blob: () => Promise.resolve(streamOf(config)),
      manifest: () => Promise.resolve(image),
    };
    const index = indexOf([amd64, image.descriptor]);
    const both = platforms('linux/amd64', 'linux/arm64');
    expect((await planImage(reader as RepositoryReader, index, both)).kind).toBe('identical');
    const one = await planImage(reader as RepositoryReader, index, platforms('linux/arm64'));
    expect(one.kind === 'rebuilt' && parseImageIndex(one.manifest).manifests).toEqual([image.descriptor]);
  });
});

describe('assembleIndex', () => {
  it('keeps the order, and Docker types together', () => {
    const oci = assembleIndex([arm64, amd64], upstream);
    expect(parseImageIndex(oci)).toMatchObject({ manifests: [arm64, amd64], annotations: upstream });
    const docker = assembleIndex([child('linux/amd64', { mediaType: mediaTypes.dockerManifest })], upstream);
    expect(docker.descriptor.mediaType).toBe(mediaTypes.dockerList);
    expect(parseImageIndex(docker).annotations).toBeUndefined();
  });

  it('needs a platform for each', () => {
    const { platform: _, ...bare } = amd64;
    expect(() => assembleIndex([bare])).toThrow(expect.objectContaining({ code: 'MIRROR_MANIFEST_INVALID' }));
  });
});
