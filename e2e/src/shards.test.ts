import { readFile } from 'node:fs/promises';
import { imagesOfShard, type Report, validateManifest } from '@multiarch-mirror/core';
import { OciClient, parseRepository } from '@multiarch-mirror/oci';
import {
  buildImage,
  buildIndex,
  type EmbeddedRegistry,
  fileLayer,
  pushImage,
  startRegistry,
} from '@multiarch-mirror/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureTools } from '../../tools/ensure.ts';
import { deployedPods, type Pod } from './support/deployment.ts';
import { type Distribution, startDistribution } from './support/distribution.ts';
import { outputOf } from './support/program.ts';
import { type RecordingProxy, startRecordingProxy } from './support/recording-proxy.ts';
import { createWorkspace, type MirrorEnded, type Workspace } from './support/workspace.ts';

// Eight processes, each with the command line that the deployment on Kubernetes gives to the pod of its index, share the work of one
// manifest and nothing but the registries. One is killed and run again. What stands then is what one process alone makes of it.

const tools = await ensureTools(['registry', 'crane']);
const pods = deployedPods();
const shards = pods.map(({ shard }) => shard);
const names = Array.from({ length: 24 }, (_, number) => `app-${number}`);
const versions = ['1.0.0', '1.1.0', '2.0.0'];

describe.skipIf(tools.missing.length > 0)('eight shards side by side, one killed and run again', () => {
  let upstream: EmbeddedRegistry;
  let together: Distribution;
  let alone: Distribution;
  let proxy: RecordingProxy;
  let workspace: Workspace;
  let ended: MirrorEnded[];
  let killed: string;
  let repository: string;
  let read: string[];
  let merged: MirrorEnded;
  let one: MirrorEnded;

  beforeAll(async () => {
    upstream = await startRegistry();
    await publish(upstream.host);
    together = await startDistribution(tools.paths.registry);
    alone = await startDistribution(tools.paths.registry);
    proxy = await startRecordingProxy(together.host);
    workspace = await createWorkspace();
    await workspace.write('mirror.config.yaml', manifest(upstream.host, `${proxy.host}/mirror`));

    // In the middle of a shard that has several images: the tags of one of them stand, its record does not.
    [repository, killed] = await somewhere(workspace);
    const reached = proxy.hold(
      ({ method, path }) => method === 'PUT' && path === `/v2/mirror/mirror-records/manifests/${repository}`,
    );
    const runs = pods.map((pod) => workspace.start(asPod(pod)));
    const victim = runs[shards.indexOf(killed)];
    await Promise.race([reached, victim?.ended]);
    victim?.kill();
    ended = await Promise.all(runs.map((run) => run.ended));
  });
  afterAll(async () => {
    await proxy?.close();
    await together?.close();
    await alone?.close();
    await upstream?.close();
    await workspace?.remove();
  });

  it('the others come to their end', () => {
    const codes = Object.fromEntries(ended.map(({ exitCode }, index) => [shards[index], exitCode]));
    expect(codes).toEqual(Object.fromEntries(shards.map((shard) => [shard, shard === killed ? 128 : 0])));
  });

  it('the killed one has left no report, and that does not look like success', async () => {
    expect(await readFile(workspace.path(`${killed[0]}.json`), 'utf8')).toBe('');
    const files = shards.map((shard) => `${shard[0]}.json`);
    const all = await workspace.mirror(['report', ...files]);
    expect(all.stderr).toContain(`${killed[0]}.json: error: `);
    expect(all.exitCode).toBe(2);
    const others = await workspace.mirror([
      'report',
      ...files.filter((file) => file !== `${killed[0]}.json`),
    ]);
    expect(others.stdout).toContain(`there is no report of the shards ${killed}`);
    expect(others.exitCode).toBe(1);
  });

  describe('then run again', () => {
    beforeAll(async () => {
      proxy.reset();
      upstream.resetRequests();
      const again = await workspace.mirror(asPod(pods[shards.indexOf(killed)]));
      if (again.exitCode !== 0) throw new Error(again.stdout + again.stderr);
      read = upstream.requests
        .filter((request) => request.repository === `up/${repository}` && request.method === 'GET')
        .flatMap(({ kind, path }) => (kind === 'tags' ? [] : [path]));
      merged = await workspace.mirror(['report', ...shards.map((shard) => `${shard[0]}.json`), '--json']);
      one = await workspace.mirror(['run', '--json', '--destination', `${alone.host}/mirror`]);
    });

    it('takes what was published before the kill as it is: nothing is read upstream, nothing uploaded', () => {
      const uploads = proxy.requests.filter(
        ({ method, path }) => method === 'POST' && path.startsWith(`/v2/mirror/${repository}/`),
      );
      expect(uploads).toEqual([]);
      expect(read).toEqual([]);
    });

    it('leaves the destination as one run leaves it, digest for digest', async () => {
      const [left, right] = await Promise.all([contentOf(together.host), contentOf(alone.host)]);
      expect(Object.keys(left)).toHaveLength(names.length + 1);
      expect(left).toEqual(right);
    });

    it('reports together what one run reports', () => {
      const [left, right] = [merged, one].map(({ report }) => report);
      const outcome = ({ images }: Report) =>
        images.map(({ image, line, status, digest, platforms }) => ({
          image,
          line,
          status,
          digest,
          platforms,
        }));
      expect(left && outcome(left)).toEqual(right && outcome(right));
      expect(left?.summary.statuses).toEqual({ done: 96, failed: 0, deferred: 0 });
      expect([merged.exitCode, one.exitCode]).toEqual([0, 0]);
    });

    it('and has nothing to do a third time, in however many shards', async () => {
      const plan = await workspace.mirror(['plan', '--exit-code']);
      expect(plan).toMatchObject({ exitCode: 0, stdout: 'plan: 96 unchanged' });
    });
  });

  /** The deployment's command line, with the manifest that is here, and a report to look at. */
  function asPod(pod: Pod | undefined): string[] {
    if (pod === undefined) throw new Error('there is no such pod');
    return [...pod.args(workspace.path('mirror.config.yaml')), '--report', `${pod.shard[0]}.json`];
  }

  /** Repository → tag → digest; of the records their content, without the name of the registry. */
  async function contentOf(host: string): Promise<Record<string, unknown>> {
    const { env } = workspace;
    const crane = async (...args: string[]) =>
      (await outputOf(tools.paths.crane, [...args, '--insecure'], { env })).trim();
    const found: Record<string, Record<string, unknown>> = {};
    for (const path of (await crane('catalog', host)).split('\n')) {
      const content: Record<string, unknown> = {};
      found[path] = content;
      for (const tag of (await crane('ls', `${host}/${path}`)).split('\n')) {
        content[tag] = path.endsWith('/mirror-records')
          ? await recordOf(`http://${host}/v2/${path}`, tag)
          : await crane('digest', `${host}/${path}:${tag}`);
      }
    }
    return found;
  }
});

/** What a record says of its tags. */
async function recordOf(url: string, tag: string): Promise<unknown> {
  const accept = 'application/vnd.oci.image.manifest.v1+json';
  const answer = await fetch(`${url}/manifests/${tag}`, { headers: { accept } });
  const { layers } = (await answer.json()) as { layers: { digest: string }[] };
  const blob = await fetch(`${url}/blobs/${layers[0]?.digest}`);
  const { tags } = (await blob.json()) as { tags: Record<string, unknown> };
  return Object.fromEntries(Object.entries(tags).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Every image has a layer of its own and one that all share. */
async function publish(host: string): Promise<void> {
  const client = new OciClient();
  for (const name of names) {
    const repository = client.repository(parseRepository(`${host}/up/${name}`), { writes: true });
    for (const version of versions) {
      const images = await Promise.all(
        ['amd64', 'arm64'].map(async (architecture) =>
          buildImage({
            platform: { os: 'linux', architecture },
            layers: [await fileLayer({ shared: architecture })],
            files: { own: `${name} ${version} ${architecture}` },
          }),
        ),
      );
      await pushImage(repository, buildIndex(images), version);
    }
  }
  await client.close();
}

function manifest(upstream: string, destination: string): string {
  const images = names.map(
    (name) => `  - {source: ${upstream}/up/${name}, tags: {semver: "*", latest: true}}`,
  );
  return ['version: 1', `destination: ${destination}`, 'plugins: []', 'images:', ...images, ''].join('\n');
}

/** An image of a shard that has several, and that shard. */
async function somewhere(workspace: Workspace): Promise<[repository: string, shard: string]> {
  const text = await readFile(workspace.path('mirror.config.yaml'), 'utf8');
  const { config } = validateManifest(text, { file: 'mirror.config.yaml', environment: {} });
  for (const [index, shard] of shards.entries()) {
    const images = imagesOfShard(config?.images ?? [], { index, of: shards.length }, workspace.directory);
    const image = images[Math.floor(images.length / 2)];
    if (images.length > 1 && image !== undefined) return [image.name, shard];
  }
  throw new Error('no shard has more than one image');
}
