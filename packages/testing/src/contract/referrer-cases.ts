import assert from 'node:assert/strict';
import {
  type Descriptor,
  fallbackTag,
  mediaTypes,
  type Repository,
  rawManifest,
} from '@multiarch-mirror/oci';
import { type BuiltArtifact, buildArtifact } from '../image/artifact.ts';
import { buildImage } from '../image/image.ts';
import { pushBlobs, pushImage } from '../image/push-image.ts';
import type { ContractCase } from './contract-case.ts';

const artifactType = 'application/x.test';

async function pushSubject(repository: Repository, content = 'x'): Promise<Descriptor> {
  const platform = { os: 'linux', architecture: 'amd64' };
  const image = await buildImage({ platform, files: { a: content } });
  await pushImage(repository, image, 'subject');
  return image.manifest.descriptor;
}

/** Artifacts of this subject, their blobs in the repository and their manifests not. */
async function artifactsOf(
  repository: Repository,
  subject: Descriptor,
  ...notes: string[]
): Promise<BuiltArtifact[]> {
  const artifacts = notes.map((note) => buildArtifact({ artifactType, subject, annotations: { note } }));
  for (const artifact of artifacts) await pushBlobs(repository, artifact);
  return artifacts;
}

function manifestsOf(artifacts: BuiltArtifact[]): BuiltArtifact['manifest'][] {
  return artifacts.map(({ manifest }) => manifest);
}

/** The notes of all referrers, in order of the alphabet. */
async function notesOf(repository: Repository, digest: string): Promise<string[]> {
  const found = await repository.referrers(digest);
  return found.map(({ annotations }) => annotations?.note ?? '').sort();
}

export const referrerCases: ContractCase[] = [
  {
    name: 'has no referrers where there are none',
    run: async ({ repository }) => {
      const subject = await pushSubject(repository);
      assert.deepEqual(await repository.referrers(subject.digest), []);
      const { digest } = buildArtifact({ artifactType }).manifest.descriptor;
      assert.deepEqual(await repository.referrers(digest), []);
    },
  },
  {
    name: 'lists pushed referrers with artifactType and annotations',
    run: async ({ repository }) => {
      const subject = await pushSubject(repository);
      const [artifact] = await artifactsOf(repository, subject, 'a');
      assert.ok(artifact !== undefined);
      await repository.pushReferrers(subject, [artifact.manifest]);
      const found = await repository.referrers(subject.digest);
      assert.deepEqual(found, [
        { ...artifact.manifest.descriptor, artifactType, annotations: { note: 'a' } },
      ]);
      const { bytes } = await repository.manifest(artifact.manifest.descriptor.digest);
      assert.deepEqual(Buffer.from(bytes), Buffer.from(artifact.manifest.bytes));
    },
  },
  {
    name: 'keeps the referrers of each subject apart',
    run: async ({ repository }) => {
      const one = await pushSubject(repository, 'one');
      const two = await pushSubject(repository, 'two');
      for (const [subject, note] of [
        [one, 'a'],
        [two, 'b'],
      ] as const) {
        await repository.pushReferrers(subject, manifestsOf(await artifactsOf(repository, subject, note)));
      }
      assert.deepEqual(await notesOf(repository, one.digest), ['a']);
      assert.deepEqual(await notesOf(repository, two.digest), ['b']);
    },
  },
  {
    name: 'adds to what is there, and has each referrer once',
    run: async ({ repository }) => {
      const subject = await pushSubject(repository);
      const artifacts = manifestsOf(await artifactsOf(repository, subject, 'a', 'b', 'c'));
      await repository.pushReferrers(subject, artifacts.slice(0, 2));
      await repository.pushReferrers(subject, artifacts.slice(1));
      assert.deepEqual(await notesOf(repository, subject.digest), ['a', 'b', 'c']);
    },
  },
  {
    name: 'keeps what another client has added meanwhile',
    run: async ({ repository, stranger }) => {
      const subject = await pushSubject(repository);
      const [first, second, third] = manifestsOf(await artifactsOf(repository, subject, 'a', 'b', 'c'));
      assert.ok(first !== undefined && second !== undefined && third !== undefined);
      await repository.pushReferrers(subject, [first]);
      await stranger.pushReferrers(subject, [second]);
      await repository.pushReferrers(subject, [third]);
      for (const reader of [repository, stranger]) {
        assert.deepEqual(await notesOf(reader, subject.digest), ['a', 'b', 'c']);
      }
    },
  },
  {
    name: 'loses none where many push at once',
    run: async ({ repository, stranger }) => {
      const subject = await pushSubject(repository);
      const notes = Array.from({ length: 12 }, (_, number) => `n${String(number).padStart(2, '0')}`);
      const artifacts = await artifactsOf(repository, subject, ...notes);
      await Promise.all(artifacts.map(({ manifest }) => repository.pushReferrers(subject, [manifest])));
      assert.deepEqual(await notesOf(stranger, subject.digest), notes);
    },
  },
  {
    name: 'lists whole entries where another writer left artifactType and annotations out, also for who only reads',
    run: async ({ repository, stranger }) => {
      const subject = await pushSubject(repository);
      const [artifact] = await artifactsOf(repository, subject, 'a');
      assert.ok(artifact !== undefined);
      const { descriptor } = artifact.manifest;
      await repository.pushManifest(artifact.manifest);
      const broken = { schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests: [descriptor] };
      await repository.pushManifest(rawManifest(mediaTypes.ociIndex, broken), fallbackTag(subject.digest));
      const whole = { ...descriptor, artifactType, annotations: { note: 'a' } };
      assert.deepEqual(await stranger.referrers(subject.digest), [whole]);
    },
  },
  {
    name: 'takes removed ones from the list, where the registry lets it',
    run: async ({ repository }) => {
      const subject = await pushSubject(repository);
      const [old, fresh] = manifestsOf(await artifactsOf(repository, subject, 'old', 'fresh'));
      assert.ok(old !== undefined && fresh !== undefined);
      await repository.pushReferrers(subject, [old]);
      await repository.pushReferrers(subject, [fresh], [old.descriptor.digest]);
      assert.deepEqual(await notesOf(repository, subject.digest), ['fresh']);
    },
  },
];
