import { OciClient } from '@multiarch-mirror/oci';
import {
  buildImage,
  buildIndex,
  type EmbeddedRegistry,
  type Fault,
  pushImage,
  randomLayer,
  type StoredRepository,
  startRegistry,
} from '@multiarch-mirror/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chosenSeed, seededRandom } from '../support/seeded-random.ts';
import { createWorkspace, type MirrorProcess, type Workspace } from '../support/workspace.ts';

const points = process.env.MIRROR_NIGHTLY === undefined ? 30 : 150;
const seed = chosenSeed();
const versions = ['1.0.0', '1.1.0', '2.0.0'];
const platforms = ['amd64', 'arm64'].map((architecture) => ({ os: 'linux', architecture }));
/** What stands in the end: repository → tags. */
const complete = {
  'mirror/app': ['1.0.0', '1.1.0', '2.0.0', 'latest'],
  'mirror/other': ['2.0', '2.0.0'],
  'mirror/mirror-records': ['app', 'other'],
};

/** A run against a source that all share and a destination of its own, killed at one of its requests. */
interface Scene {
  workspace: Workspace;
  destination: EmbeddedRegistry;
  /** Counts the requests of both sides; the fault of one of them is what this returns. */
  watch(watcher: (() => Fault | undefined) | undefined): void;
  close(): Promise<void>;
}

describe(`SIGKILL at ${points} points of a run, seed ${seed} (MIRROR_SEED)`, () => {
  let source: EmbeddedRegistry;
  let watchSource: (() => Fault | undefined) | undefined;
  let total: number;
  const digests = new Map<string, string>();

  const setScene = async (): Promise<Scene> => {
    let watcher: (() => Fault | undefined) | undefined;
    // It takes whatever it is given, so that nothing but the order of the run keeps a tag from an incomplete image.
    const destination = await startRegistry({ sparseManifests: true, onRequest: () => watcher?.() });
    const workspace = await createWorkspace();
    await workspace.write(
      'mirror.config.yaml',
      `version: 1
destination: ${destination.host}/mirror
plugins: []
images:
  - source: ${source.host}/library/app
    tags: {semver: "*", latest: true}
  - name: other
    source: ${source.host}/library/app
    tags: ["2.0", "2.0.0"]
`,
    );
    return {
      workspace,
      destination,
      watch: (next) => {
        watcher = next;
        watchSource = next;
      },
      close: async () => {
        await workspace.remove();
        await destination.close();
      },
    };
  };

  beforeAll(async () => {
    source = await startRegistry({ onRequest: () => watchSource?.() });
    const client = new OciClient();
    const upstream = client.repository(
      { transport: 'registry', registry: source.host, path: 'library/app' },
      { writes: true },
    );
    const shared = await randomLayer(100_000, 'shared');
    for (const version of versions) {
      const members = platforms.map((platform) =>
        buildImage({
          platform,
          layers: [shared],
          files: { VERSION: `${version} ${platform.architecture}\n` },
        }),
      );
      const index = buildIndex(await Promise.all(members), { attestations: true });
      await pushImage(upstream, index, version);
      if (version === '2.0.0') await pushImage(upstream, index, '2.0');
      digests.set(version, index.manifest.descriptor.digest);
    }
    await client.close();
    for (const tag of ['latest', '2.0']) digests.set(tag, digests.get('2.0.0') ?? '');
    const scene = await setScene();
    try {
      total = 0;
      scene.watch(() => {
        total += 1;
        return undefined;
      });
      const ended = await scene.workspace.mirror(['run', '--json']);
      if (ended.exitCode !== 0) throw new Error(ended.stdout + ended.stderr);
      expectEverything(scene.destination, digests);
    } finally {
      scene.watch(undefined);
      await scene.close();
    }
  });
  afterAll(() => source?.close());

  const random = seededRandom(seed);
  const moments = Array.from({ length: points }, (_, number) => ({
    number: number + 1,
    at: random(),
    handled: random() < 0.5,
  }));

  it.each(moments)(
    'point $number: no tag stands on an incomplete image, and the next run converges',
    async ({ at, handled }) => {
      let last = total;
      for (;;) {
        const scene = await setScene();
        const chosen = 1 + Math.floor(at * last);
        try {
          let seen = 0;
          let child: MirrorProcess | undefined;
          scene.watch(() => {
            seen += 1;
            if (seen < chosen) return undefined;
            // The request that it dies at is carried out, or not; those after it never are.
            child?.kill();
            return { kind: 'reset', handled: handled && seen === chosen };
          });
          child = scene.workspace.start(['run', '--json']);
          await child.ended;
          scene.watch(undefined);
          // How many requests there are is a matter of timing: a run that ended before its time is begun again.
          if (seen < chosen) {
            last = seen;
            continue;
          }
          for (const name of Object.keys(complete)) expectNoBrokenTag(scene.destination.repository(name));
          const again = await scene.workspace.mirror(['run', '--json']);
          expect(again).toMatchObject({ exitCode: 0 });
          expectEverything(scene.destination, digests);
          return;
        } finally {
          scene.watch(undefined);
          await scene.close();
        }
      }
    },
  );

  it('the run after that changes nothing, at the cost of the listings, the records and one HEAD', async () => {
    const scene = await setScene();
    try {
      const first = await scene.workspace.mirror(['run', '--json']);
      expect(first).toMatchObject({ exitCode: 0 });
      source.resetRequests();
      scene.destination.resetRequests();
      expect(await scene.workspace.mirror(['run', '--json'])).toMatchObject({ exitCode: 0 });
      // The window is listed; of the literal tags only the mutable one is looked at.
      expect(
        source.requests
          .map(({ method, kind, reference }) => `${method} ${kind} ${reference ?? ''}`.trim())
          .toSorted(),
      ).toEqual(['GET tags', 'HEAD manifest 2.0']);
      const there = scene.destination.requests;
      for (const path of ['mirror/app', 'mirror/other'])
        expect(there.filter(({ repository }) => repository === path).map(({ kind }) => kind)).toEqual([
          'tags',
        ]);
      expect(
        there.filter(({ repository }) => repository === 'mirror/mirror-records').length,
      ).toBeLessThanOrEqual(4);
      expect(there.filter(({ method }) => method !== 'GET' && method !== 'HEAD')).toEqual([]);
    } finally {
      await scene.close();
    }
  });
});

function expectEverything(registry: EmbeddedRegistry, digests: ReadonlyMap<string, string>): void {
  for (const [name, tags] of Object.entries(complete)) {
    const repository = registry.repository(name);
    expect([...repository.tags.keys()].toSorted()).toEqual(tags);
    expectNoBrokenTag(repository);
    if (name === 'mirror/mirror-records') continue;
    for (const [tag, digest] of repository.tags)
      expect(`${tag} ${digest}`).toBe(`${tag} ${digests.get(tag)}`);
  }
}

/** Everything that a tag leads to is in its repository. */
function expectNoBrokenTag(repository: StoredRepository): void {
  for (const [tag, digest] of repository.tags)
    expect([tag, missingBelow(repository, digest)]).toEqual([tag, []]);
}

interface Document {
  config?: { digest: string };
  layers?: { digest: string }[];
  manifests?: { digest: string }[];
}

function missingBelow(repository: StoredRepository, digest: string): string[] {
  const manifest = repository.manifests.get(digest);
  if (manifest === undefined) return [digest];
  const {
    config,
    layers = [],
    manifests = [],
  } = JSON.parse(Buffer.from(manifest.bytes).toString()) as Document;
  const blobs = [...(config === undefined ? [] : [config]), ...layers];
  return [
    ...blobs.flatMap((blob) => (repository.blobs.has(blob.digest) ? [] : [blob.digest])),
    ...manifests.flatMap((child) => missingBelow(repository, child.digest)),
  ];
}
