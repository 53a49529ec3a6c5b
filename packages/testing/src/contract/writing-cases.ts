import assert from 'node:assert/strict';
import { digestOf } from '@multiarch-mirror/oci';
import { buildArtifact } from '../image/artifact.ts';
import { blobOf } from '../image/blob.ts';
import { buildImage } from '../image/image.ts';
import { pushBlobs, pushImage } from '../image/push-image.ts';
import { randomLayer } from '../image/random-layer.ts';
import { type ContractCase, withCode } from './contract-case.ts';

/** What every registry must take (distribution-spec, "Pushing Manifests"). */
const manifestLimit = 4 * 1024 * 1024;
const octets = 'application/octet-stream';
const platform = { os: 'linux', architecture: 'amd64' };

export const writingCases: ContractCase[] = [
  {
    name: 'pushes a blob once, and asks for its bytes only then',
    run: async ({ repository, stranger }) => {
      const { descriptor, open } = blobOf(octets, 'some content');
      let opened = 0;
      const counting = () => {
        opened++;
        return open();
      };
      assert.equal(await repository.pushBlob(descriptor, counting), 'copied');
      assert.equal(await repository.pushBlob(descriptor, counting), 'present');
      assert.equal(await stranger.pushBlob(descriptor, counting), 'present');
      assert.equal(opened, 1);
    },
  },
  {
    name: 'pushes blobs of many pieces',
    run: async ({ repository }) => {
      const image = await buildImage({ platform, layers: [await randomLayer(3_000_000, 'contract')] });
      await pushImage(repository, image, 'large');
      for (const { descriptor } of image.layers) {
        let size = 0;
        for await (const chunk of await repository.blob(descriptor)) size += chunk.byteLength;
        assert.equal(size, descriptor.size);
      }
    },
  },
  {
    name: 'commits no blob whose bytes are not those of its descriptor',
    run: async ({ repository, stranger }) => {
      const right = blobOf(octets, 'some content');
      const cases: [content: string, ...codes: string[]][] = [
        ['SOME CONTENT', 'MIRROR_DIGEST_MISMATCH'],
        ['some', 'MIRROR_SIZE_MISMATCH', 'MIRROR_DIGEST_MISMATCH'],
        ['some content and more', 'MIRROR_SIZE_MISMATCH', 'MIRROR_DIGEST_MISMATCH'],
      ];
      for (const [content, ...codes] of cases) {
        const wrong = blobOf(octets, content);
        await assert.rejects(repository.pushBlob(right.descriptor, wrong.open), withCode(...codes), content);
        assert.equal(await stranger.hasBlob(right.descriptor), false, content);
      }
      assert.equal(await repository.pushBlob(right.descriptor, right.open), 'copied');
    },
  },
  {
    name: 'passes on what goes wrong while bytes are read, and commits nothing',
    run: async ({ repository }) => {
      const { descriptor } = blobOf(octets, 'some content');
      async function* broken(): AsyncGenerator<Uint8Array> {
        yield Buffer.from('some');
        throw new Error('the source is gone');
      }
      await assert.rejects(repository.pushBlob(descriptor, () => Promise.resolve(broken())));
      assert.equal(await repository.hasBlob(descriptor), false);
    },
  },
  {
    name: 'mounts a blob of another repository, or says that it does not',
    run: async ({ repository, stranger, sibling, sharesBlobs }) => {
      const { descriptor, open } = blobOf(octets, 'some content');
      assert.equal(await repository.mountBlob(descriptor, sibling.name), false);
      assert.equal(await repository.hasBlob(descriptor), false);
      await sibling.pushBlob(descriptor, open);
      const mounted = await repository.mountBlob(descriptor, sibling.name);
      assert.equal(await stranger.hasBlob(descriptor), mounted || sharesBlobs === true);
    },
  },
  {
    name: 'pushes a manifest again without harm, untagged and tagged, and moves tags',
    run: async ({ repository }) => {
      const first = buildArtifact({ artifactType: 'application/x.test', annotations: { number: '1' } });
      const second = buildArtifact({ artifactType: 'application/x.test', annotations: { number: '2' } });
      await pushImage(repository, first);
      await pushImage(repository, first, 'v1');
      await pushImage(repository, first, 'v1');
      await pushImage(repository, second);
      assert.deepEqual(await repository.resolve('v1'), first.manifest.descriptor);
      await pushImage(repository, second, 'v1');
      assert.deepEqual(await repository.resolve('v1'), second.manifest.descriptor);
      assert.deepEqual(await repository.resolve(first.manifest.descriptor.digest), first.manifest.descriptor);
      assert.deepEqual(await repository.tags(), ['v1']);
    },
  },
  {
    name: 'moves a tag to a sha512 digest, or says that it cannot and leaves the tag where it is',
    run: async ({ repository, stranger, tagsAnyDigest }) => {
      const before = buildArtifact({ artifactType: 'application/x.weak' });
      await pushImage(repository, before, 'v1');
      const { bytes, descriptor } = buildArtifact({ artifactType: 'application/x.strong' }).manifest;
      const strong = { bytes, descriptor: { ...descriptor, digest: digestOf('sha512', bytes) } };
      const pushing = repository.pushManifest(strong, 'v1');
      if (tagsAnyDigest === true) await pushing;
      else await assert.rejects(pushing, withCode('MIRROR_DIGEST_UNSUPPORTED'));
      const { manifest } = tagsAnyDigest === true ? { manifest: strong } : before;
      for (const reader of [repository, stranger]) {
        assert.deepEqual(await reader.resolve('v1'), manifest.descriptor);
        assert.deepEqual((await reader.manifest('v1')).descriptor, manifest.descriptor);
      }
      if (tagsAnyDigest === true)
        assert.deepEqual(await stranger.resolve(strong.descriptor.digest), strong.descriptor);
      assert.deepEqual(await stranger.tags(), ['v1']);
    },
  },
  {
    name: 'takes a manifest of 4 MiB, and none that is larger',
    run: async ({ repository, stranger }) => {
      const sized = (manifestSize: number) =>
        buildArtifact({ artifactType: 'application/x.test', manifestSize });
      const most = sized(manifestLimit);
      await pushImage(repository, most, 'most');
      assert.equal((await stranger.manifest('most')).bytes.length, manifestLimit);
      const larger = sized(manifestLimit + 1).manifest;
      for (const tag of ['most', undefined])
        await assert.rejects(repository.pushManifest(larger, tag), withCode('MIRROR_MANIFEST_TOO_LARGE'));
      assert.deepEqual(await stranger.resolve('most'), most.manifest.descriptor);
    },
  },
  {
    name: 'refuses a manifest whose bytes are not those of its descriptor',
    run: async ({ repository }) => {
      const artifact = buildArtifact({ artifactType: 'application/x.test' });
      await pushBlobs(repository, artifact);
      const { descriptor, bytes } = artifact.manifest;
      const other = Buffer.from(Buffer.from(bytes).toString().replace('x.test', 'x.TEST'));
      await assert.rejects(
        repository.pushManifest({ descriptor, bytes: other }),
        withCode('MIRROR_DIGEST_MISMATCH', 'MIRROR_SIZE_MISMATCH'),
      );
      assert.equal(await repository.resolve(descriptor.digest), undefined);
    },
  },
  {
    name: 'deletes a manifest, or says that it does not',
    run: async ({ repository }) => {
      const { manifest, ...rest } = buildArtifact({ artifactType: 'application/x.test' });
      await pushImage(repository, { manifest, ...rest });
      const { digest } = manifest.descriptor;
      const deleted = await repository.deleteManifest(digest);
      assert.deepEqual(await repository.resolve(digest), deleted ? undefined : manifest.descriptor);
    },
  },
];
