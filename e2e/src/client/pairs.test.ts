import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  copyGraph,
  type Descriptor,
  digestOf,
  OciClient,
  type RepositoryName,
  referrerDescriptor,
} from '@multiarch-mirror/oci';
import {
  type BuiltManifest,
  buildRichImage,
  pushBlobs,
  pushImage,
  type RichImage,
} from '@multiarch-mirror/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureTools } from '../../../tools/ensure.ts';
import { outputOf } from '../support/program.ts';
import { kindTools, type RepositoryPlace, repositoryKinds } from '../support/repository-kinds.ts';

const tools = await ensureTools([...kindTools, 'oras', 'skopeo']);
const names = repositoryKinds.map(({ name }) => name);
const all = names.flatMap((from) => names.map((to) => [from, to] as const));
// A program for each request takes its time: by day each kind is a source once, and a destination once.
const some = all.filter(([from, to]) => from === 'distribution 3' || to === 'embedded');
const pairs = [
  ...all.map((pair) => [...pair, 'native'] as const),
  ...(process.env.MIRROR_NIGHTLY === undefined ? some : all).map((pair) => [...pair, 'oras'] as const),
];

describe.skipIf(tools.missing.length > 0)('copies from every kind of repository to every kind', () => {
  const places = new Map<string, RepositoryPlace>();
  let image: RichImage;
  let strong: RichImage;
  let directory: string;
  let env: Record<string, string>;
  /** Writes what is copied from. */
  const setter = new OciClient();

  const repositoryOf = (kind: string, path: string): RepositoryName => {
    const place = places.get(kind);
    if (place === undefined) throw new Error(kind);
    return place.repository(path);
  };
  const run = (tool: 'crane' | 'oras' | 'skopeo', ...args: string[]) =>
    outputOf(tools.paths[tool], args, { env });
  const target = (from: string, transport = 'native') =>
    `${transport}/from-${from.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`;
  const tagOf = (index: BuiltManifest) => (index === image.index ? 'v1' : 'strong');
  const takesSha512 = (kind: string) => repositoryKinds.some(({ name, sha512 }) => name === kind && sha512);

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'mirror-pairs-'));
    env = { HOME: directory, PATH: process.env.PATH ?? '' };
    image = await buildRichImage();
    strong = await buildRichImage({ digest: 'sha512', large: false });
    for (const kind of repositoryKinds) {
      const place = await kind.start(tools.paths);
      places.set(kind.name, place);
      const repository = setter.repository(place.repository('upstream/rich'), { writes: true });
      await pushImage(repository, image.plain, 'plain');
      for (const { index, referrers } of kind.sha512 ? [image, strong] : [image]) {
        await pushImage(repository, index, tagOf(index));
        for (const artifact of referrers) await pushBlobs(repository, artifact);
        await repository.pushReferrers(
          index.manifest.descriptor,
          referrers.map(({ manifest }) => manifest),
        );
      }
    }
  });
  afterAll(async () => {
    await setter.close();
    for (const place of places.values()) await place.close();
    if (directory !== undefined) await rm(directory, { recursive: true, force: true });
  });

  it.each(pairs)('%s → %s, transport %s', async (from, to, transport) => {
    const client = new OciClient({ oras: tools.paths.oras });
    const stranger = new OciClient();
    try {
      const source = client.repository(repositoryOf(from, 'upstream/rich'), { transport });
      const copies = repositoryOf(to, target(from, transport));
      const destination = client.repository(copies, { writes: true, transport });
      const { descriptor } = image.plain.manifest;
      await copyGraph({ from: source, to: destination, root: descriptor });
      await destination.pushManifest(await source.manifest(descriptor.digest), 'plain');
      // oras pushes manifests under their sha256 digest only.
      const both = transport === 'native' && takesSha512(from) && takesSha512(to);
      const images = both ? [image, strong] : [image];
      for (const { index, referrers } of images) {
        const root = index.manifest.descriptor;
        const listed = await source.referrers(root.digest);
        expect(listed.map(({ digest }) => digest).toSorted()).toEqual(
          referrers.map(({ manifest }) => manifest.descriptor.digest).toSorted(),
        );
        const result = await copyGraph({ from: source, to: destination, root });
        expect(result.present).toBe(false);
        const upstream = await source.manifest(root.digest);
        await destination.pushManifest(upstream, tagOf(index));
        const found = await Promise.all(listed.map(({ digest }) => source.manifest(digest)));
        for (const artifact of listed) await copyGraph({ from: source, to: destination, root: artifact });
        await destination.pushReferrers(root, found);

        const reader = stranger.repository(copies);
        for (const name of [tagOf(index), root.digest]) expect(await reader.resolve(name)).toEqual(root);
        for (const built of withMembers(index)) await expectWhole(reader, built);
        const entries = await reader.referrers(root.digest);
        expect(namesOf(entries)).toEqual(
          namesOf(referrers.map(({ manifest }) => referrerDescriptor(manifest))),
        );
        // Again: nothing is left to do.
        expect(await copyGraph({ from: source, to: destination, root })).toMatchObject({
          present: true,
          manifests: [],
        });
      }
    } finally {
      await client.close();
      await stranger.close();
    }
  });

  it.each(names.filter((name) => !takesSha512(name)))(
    '%s refuses sha512 digests, and says so',
    async (kind) => {
      const client = new OciClient();
      try {
        const from = client.repository(repositoryOf('embedded', 'upstream/rich'));
        const to = client.repository(repositoryOf(kind, 'refused'), { writes: true });
        await expect(copyGraph({ from, to, root: strong.index.manifest.descriptor })).rejects.toMatchObject({
          code: 'MIRROR_DIGEST_UNSUPPORTED',
          hint: expect.stringContaining('oci:'),
          place: { side: 'destination' },
        });
      } finally {
        await client.close();
      }
    },
  );

  describe.each(names.filter(takesSha512))('%s, its sha512 copies read by oras', (kind) => {
    it.each(names.filter(takesSha512))('the one from %s is whole, under its digest', async (from) => {
      const name = repositoryOf(kind, target(from));
      const { digest } = strong.index.manifest.descriptor;
      const place = name.transport === 'layout' ? name.directory : `${name.registry}/${name.path}`;
      const flag = name.transport === 'layout' ? '--oci-layout' : '--plain-http';
      expect((await run('oras', 'resolve', flag, `${place}:strong`)).trim()).toBe(digest);
      const copy = `${join(directory, `strong-${names.indexOf(kind)}-${names.indexOf(from)}`)}:strong`;
      const source = name.transport === 'layout' ? '--from-oci-layout' : '--from-plain-http';
      // Without what refers to it: oras makes tags for that which are too long.
      await run('oras', 'cp', source, `${place}:strong`, '--to-oci-layout', copy);
      expect((await run('oras', 'resolve', '--oci-layout', copy)).trim()).toBe(digest);
    });
  });

  describe.each(names)('%s, read by other programs', (kind) => {
    it('has the digest that was built, in every copy', async () => {
      for (const from of names) {
        const name = repositoryOf(kind, target(from));
        const { digest } = image.index.manifest.descriptor;
        if (name.transport === 'layout') {
          expect((await run('oras', 'resolve', '--oci-layout', `${name.directory}:v1`)).trim()).toBe(digest);
        } else {
          const reference = `${name.registry}/${name.path}:v1`;
          expect((await run('oras', 'resolve', '--plain-http', reference)).trim()).toBe(digest);
          expect((await run('crane', 'digest', reference)).trim()).toBe(digest);
        }
      }
    });

    it('is complete: oras copies it with its referrers, and crane hashes every byte', async () => {
      const name = repositoryOf(kind, target('distribution 3'));
      const checked = repositoryOf('embedded', `checked/${target(kind)}`);
      if (checked.transport === 'layout') throw new Error('a registry is expected');
      const copy = `${checked.registry}/${checked.path}:v1`;
      const from =
        name.transport === 'layout'
          ? ['--from-oci-layout', `${name.directory}:v1`]
          : ['--from-plain-http', `${name.registry}/${name.path}:v1`];
      await run('oras', 'cp', '--recursive', '--to-plain-http', ...from, copy);
      const plain = [...from, copy].map((text) => text.replace(/:v1$/, ':plain'));
      await run('oras', 'cp', '--to-plain-http', ...plain);
      expect((await run('crane', 'digest', copy)).trim()).toBe(image.index.manifest.descriptor.digest);
      const original = name.transport === 'layout' ? copy : `${name.registry}/${name.path}:v1`;
      await run('crane', 'validate', '--remote', original.replace(/:v1$/, ':plain'));
    });

    it('is copied back by skopeo, every image and artifact with the same bytes', async () => {
      const name = repositoryOf(kind, target('distribution 2.8'));
      const place = name.transport === 'layout' ? name.directory : `${name.registry}/${name.path}`;
      // In a layout it finds what has a tag; in the Windows image it wants the layer that lives elsewhere.
      const members = name.transport === 'layout' ? [] : withMembers(image.index).filter(hasEverything);
      for (const built of [image.plain, ...members]) {
        const { digest } = built.manifest.descriptor;
        const from = name.transport === 'layout' ? `oci:${place}:plain` : `docker://${place}@${digest}`;
        const back = join(directory, `back-${names.indexOf(kind)}-${digest.slice(7, 19)}`);
        await run(
          'skopeo',
          'copy',
          '--all',
          '--preserve-digests',
          '--src-tls-verify=false',
          from,
          `dir:${back}`,
        );
        expect(digestOf('sha256', await readFile(join(back, 'manifest.json')))).toBe(digest);
      }
    });

    it('is valid to crane, every image that it can unpack', async () => {
      const name = repositoryOf(kind, target('olareg'));
      if (name.transport === 'layout') return;
      const images = withMembers(image.index).filter(
        (built) => built.kind === 'image' && isReadByCrane(built),
      );
      expect(images.length).toBeGreaterThanOrEqual(10);
      for (const { manifest } of images)
        await run(
          'crane',
          'validate',
          '--remote',
          `${name.registry}/${name.path}@${manifest.descriptor.digest}`,
        );
    });
  });
});

/** Whether every layer of it, and of what is below it, is in the registry. */
function hasEverything(built: BuiltManifest): boolean {
  if (built.kind === 'index') return built.members.every(hasEverything);
  return built.layers.every(({ descriptor }) => descriptor.urls === undefined);
}

/** It unpacks gzip alone, and does not unpack what is no layer of a file system. */
function isReadByCrane({ layers }: Extract<BuiltManifest, { kind: 'image' }>): boolean {
  return layers.every(
    ({ descriptor }) => !/tar(\+zstd)?$/.test(descriptor.mediaType) && descriptor.urls === undefined,
  );
}

function withMembers(built: BuiltManifest): BuiltManifest[] {
  return [built, ...(built.kind === 'index' ? built.members.flatMap(withMembers) : [])];
}

/** What a list of referrers says, in one order. */
function namesOf(entries: Descriptor[]): string[] {
  return entries.map(({ digest, artifactType }) => `${digest} ${artifactType ?? ''}`).toSorted();
}

/** The manifest's exact bytes, and every blob to its last byte. */
async function expectWhole(reader: ReturnType<OciClient['repository']>, built: BuiltManifest): Promise<void> {
  const { descriptor, bytes } = await reader.manifest(built.manifest.descriptor.digest);
  expect(descriptor).toEqual(built.manifest.descriptor);
  expect(Buffer.from(bytes).equals(Buffer.from(built.manifest.bytes))).toBe(true);
  if (built.kind === 'index') return;
  for (const blob of [built.config, ...built.layers]) {
    if (blob.descriptor.urls !== undefined) continue;
    let size = 0;
    for await (const chunk of await reader.blob(blob.descriptor)) size += chunk.byteLength;
    expect(size).toBe(blob.descriptor.size);
  }
}
