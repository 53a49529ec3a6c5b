import type { Report } from '@multiarch-mirror/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureTools } from '../../tools/ensure.ts';
import { sigstoreOf, wholeChain } from './support/manifest.ts';
import { outputOf } from './support/program.ts';
import { type PassedRequest, type RecordingProxy, startRecordingProxy } from './support/recording-proxy.ts';
import { type Scene, sceneTools, setScene } from './support/scene.ts';

const tools = await ensureTools([...sceneTools, 'crane']);

const changing = ['POST', 'PUT', 'PATCH', 'DELETE'];

describe.skipIf(tools.missing.length > 0)('a second run, counted by a proxy before each registry', () => {
  let scene: Scene;
  let source: RecordingProxy;
  let destination: RecordingProxy;
  let before: Record<string, string>;
  let after: Record<string, string>;
  let entries: number;
  let report: Report;

  /** Tag → digest of everything at the destination, the record too, past the proxy. */
  const published = async (): Promise<Record<string, string>> => {
    const { env } = scene.workspace;
    const found: Record<string, string> = {};
    for (const name of ['mattermost', 'following', 'mirror-records']) {
      const repository = `${scene.destination.host}/this-is-tobi/mirror/${name}`;
      const tags = await outputOf(tools.paths.crane, ['ls', repository], { env });
      for (const tag of tags.trim().split('\n')) {
        found[`${name}:${tag}`] = await outputOf(tools.paths.crane, ['digest', `${repository}:${tag}`], {
          env,
        });
      }
    }
    return found;
  };
  /** The requests of one repository, each as "METHOD kind". */
  const seen = ({ requests }: RecordingProxy, repository: string): string[] =>
    requests.flatMap(({ method, path }) => {
      const [kind] = path.split(`/v2/${repository}/`)[1]?.split('/') ?? [];
      return kind === undefined ? [] : [`${method} ${kind}`];
    });

  beforeAll(async () => {
    scene = await setScene({ paths: tools.paths, published: ['10.3.0', '10.3.1'] });
    const { workspace, sigstore, upstream } = scene;
    source = await startRecordingProxy(upstream.host);
    destination = await startRecordingProxy(scene.destination.host);
    const followed = `${upstream.host}/library/mattermost:10.3.1`;
    await outputOf(
      tools.paths.crane,
      ['copy', followed, `${upstream.host}/library/following:10.3`],
      workspace,
    );
    await workspace.write(
      'mirror.config.yaml',
      `version: 1
destination: ${destination.host}/this-is-tobi/mirror
${wholeChain}${sigstoreOf(sigstore)}
images:
  - source: ${source.host}/library/mattermost
    tags: {semver: "*", keep: 10, latest: true}
  - source: ${source.host}/library/following
    tags: ["10.3"]
    plugins: []
`,
    );
    const first = await workspace.mirror(['run', '--json']);
    if (first.exitCode !== 0) throw new Error(first.stdout + first.stderr);
    before = await published();
    entries = sigstore.entries().length;
    source.reset();
    destination.reset();
    const second = await workspace.mirror(['run', '--json']);
    if (second.exitCode !== 0) throw new Error(second.stdout + second.stderr);
    report = second.report;
    after = await published();
  });
  afterAll(async () => {
    await source?.close();
    await destination?.close();
    await scene?.close();
  });

  it('makes no request that changes anything', () => {
    const all = [...source.requests, ...destination.requests];
    expect(all.filter(({ method }) => changing.includes(method))).toEqual([]);
    expect(all.length).toBeGreaterThan(0);
  });

  it('reads no manifest and no blob of the source', () => {
    const bodies = ({ method, path }: PassedRequest) =>
      method === 'GET' && /\/(manifests|blobs)\//.test(path);
    expect(source.requests.filter(bodies)).toEqual([]);
  });

  it('asks each destination repository for its tags, and once for the record', () => {
    const path = 'this-is-tobi/mirror';
    expect(seen(destination, `${path}/mattermost`)).toEqual(['GET tags']);
    expect(seen(destination, `${path}/following`)).toEqual(['GET tags']);
    const record = seen(destination, `${path}/mirror-records`);
    expect(record.toSorted()).toEqual(['GET manifests', 'GET manifests']);
    expect(destination.requests).toHaveLength(4);
  });

  it('asks the source for one listing, and for one HEAD of the tag that may move', () => {
    expect(seen(source, 'library/mattermost')).toEqual(['GET tags']);
    expect(seen(source, 'library/following')).toEqual(['HEAD manifests']);
    expect(source.requests).toHaveLength(2);
  });

  it('leaves every tag, attestation and record as it was, and makes no log entry', () => {
    expect(Object.keys(before)).toEqual(
      expect.arrayContaining(['mattermost:10.3.1', 'mattermost:latest', 'following:10.3']),
    );
    expect(after).toEqual(before);
    expect(scene.sigstore.entries()).toHaveLength(entries);
  });

  it('reports every tag as unchanged, with the digest that stands there', () => {
    expect(report.summary).toEqual({
      actions: { create: 0, update: 0, repair: 0, unchanged: 4, moved: 0, gone: 0 },
      statuses: { done: 4, failed: 0, deferred: 0 },
    });
    for (const { destination: tag, digest } of report.images) {
      expect(before[tag.slice(`${destination.host}/this-is-tobi/mirror/`.length)]?.trim()).toBe(digest);
    }
    expect(report.transfer).toMatchObject({ bytesWritten: 0, blobsCopied: 0 });
  });

  it('counts the same requests in its report', () => {
    const total = (host: string) =>
      Object.values(report.transfer?.requests[host] ?? {}).reduce((sum, count) => sum + count, 0);
    expect(total(source.host)).toBe(source.requests.length);
    expect(total(destination.host)).toBe(destination.requests.length);
  });
});
