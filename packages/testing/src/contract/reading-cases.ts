import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import type { Descriptor, Repository } from '@multiarch-mirror/oci';
import { buildArtifact } from '../image/artifact.ts';
import { blobOf } from '../image/blob.ts';
import { buildImage } from '../image/image.ts';
import { buildIndex } from '../image/image-index.ts';
import { pushImage } from '../image/push-image.ts';
import { type ContractCase, withCode } from './contract-case.ts';

const octets = 'application/octet-stream';
const absent = blobOf(octets, 'nobody has pushed this').descriptor;

async function read(repository: Repository, descriptor: Descriptor): Promise<string> {
  return (await buffer(await repository.blob(descriptor))).toString();
}

export const readingCases: ContractCase[] = [
  {
    name: 'resolves tags and digests to descriptors, and gives back the exact bytes',
    run: async ({ repository, stranger }) => {
      const image = await buildImage({ platform: { os: 'linux', architecture: 'amd64' }, files: { a: 'x' } });
      const index = buildIndex([image], { attestations: true });
      await pushImage(repository, index, 'v1');
      for (const reference of ['v1', index.manifest.descriptor.digest]) {
        for (const reader of [repository, stranger]) {
          assert.deepEqual(await reader.resolve(reference), index.manifest.descriptor);
          const { descriptor, bytes } = await reader.manifest(reference);
          assert.deepEqual(descriptor, index.manifest.descriptor);
          assert.deepEqual(Buffer.from(bytes), Buffer.from(index.manifest.bytes));
        }
      }
      for (const { manifest } of index.members) {
        assert.deepEqual(await repository.resolve(manifest.descriptor.digest), manifest.descriptor);
      }
    },
  },
  {
    name: 'says what does not exist, in an empty repository and in another one',
    run: async ({ repository }) => {
      for (const round of ['empty', 'filled']) {
        assert.equal(await repository.resolve('none'), undefined, round);
        assert.equal(await repository.resolve(absent.digest), undefined, round);
        // Registries differ in what they call missing where there is not even a repository.
        const orRepository = round === 'empty' ? ['MIRROR_REPOSITORY_UNKNOWN'] : [];
        const unknownManifest = withCode('MIRROR_MANIFEST_UNKNOWN', ...orRepository);
        await assert.rejects(repository.manifest('none'), unknownManifest);
        await assert.rejects(repository.manifest(absent.digest), unknownManifest);
        assert.equal(await repository.hasBlob(absent), false, round);
        await assert.rejects(read(repository, absent), withCode('MIRROR_BLOB_UNKNOWN', ...orRepository));
        await pushImage(repository, buildArtifact({ artifactType: 'application/x.test' }), 'some');
      }
    },
  },
  {
    name: 'lists every tag, and does not know a repository into which nothing was pushed',
    run: async ({ repository, knowsEveryName }) => {
      if (knowsEveryName === true) assert.deepEqual(await repository.tags(), []);
      else await assert.rejects(repository.tags(), withCode('MIRROR_REPOSITORY_UNKNOWN'));
      const tags = Array.from({ length: 7 }, (_, number) => `v${number}`);
      for (const tag of tags) {
        await pushImage(repository, buildArtifact({ artifactType: 'application/x.test' }), tag);
      }
      const untagged = buildArtifact({ artifactType: 'application/x.test', annotations: { tag: 'none' } });
      await pushImage(repository, untagged);
      assert.deepEqual((await repository.tags()).toSorted(), tags);
    },
  },
  {
    name: 'reads blobs, also empty ones',
    run: async ({ repository, stranger }) => {
      for (const content of ['some content', '']) {
        const blob = blobOf(octets, content);
        await repository.pushBlob(blob.descriptor, blob.open);
        for (const reader of [repository, stranger]) {
          assert.equal(await reader.hasBlob(blob.descriptor), true);
          assert.equal(await read(reader, blob.descriptor), content);
        }
      }
    },
  },
  {
    name: 'reads a blob that its descriptor carries, and never another content',
    run: async ({ repository }) => {
      const { descriptor } = blobOf(octets, 'carried content');
      const carrying = (content: string) => ({
        ...descriptor,
        data: Buffer.from(content).toString('base64'),
      });
      assert.equal(await read(repository, carrying('carried content')), 'carried content');
      await assert.rejects(read(repository, carrying('CARRIED CONTENT')), withCode('MIRROR_DIGEST_MISMATCH'));
    },
  },
  {
    name: 'ends a blob with an error where the size is not the one of the descriptor',
    run: async ({ repository }) => {
      const blob = blobOf(octets, 'some content');
      await repository.pushBlob(blob.descriptor, blob.open);
      for (const size of [blob.descriptor.size - 1, blob.descriptor.size + 1]) {
        await assert.rejects(
          read(repository, { ...blob.descriptor, size }),
          withCode('MIRROR_SIZE_MISMATCH', 'MIRROR_DIGEST_MISMATCH'),
        );
      }
    },
  },
  {
    name: 'ends blobs and manifests with an error where the bytes are not those of the digest',
    run: async ({ repository, corrupt }) => {
      if (corrupt === undefined) return;
      const blob = blobOf(octets, 'some content');
      await repository.pushBlob(blob.descriptor, blob.open);
      const { manifest, ...rest } = buildArtifact({ artifactType: 'application/x.test' });
      await pushImage(repository, { manifest, ...rest }, 'v1');
      for (const descriptor of [blob.descriptor, manifest.descriptor]) await corrupt(descriptor);
      await assert.rejects(read(repository, blob.descriptor), withCode('MIRROR_DIGEST_MISMATCH'));
      for (const reference of ['v1', manifest.descriptor.digest]) {
        await assert.rejects(repository.manifest(reference), withCode('MIRROR_DIGEST_MISMATCH'));
      }
    },
  },
];
