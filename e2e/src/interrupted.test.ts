import { mkdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureTools } from '../../tools/ensure.ts';
import { cosignUser } from './support/cosign.ts';
import { acceptWorkflow } from './support/github-actions.ts';
import { sigstoreOf, wholeChain } from './support/manifest.ts';
import { outputOf, runBash } from './support/program.ts';
import { type PassedRequest, type RecordingProxy, startRecordingProxy } from './support/recording-proxy.ts';
import { type Scene, sceneTools, setScene } from './support/scene.ts';
import { versionTags } from './support/version-tags.ts';

const tools = await ensureTools([...sceneTools, 'cosign', 'crane', 'jq']);

const isPut = (name: RegExp) => (request: PassedRequest) =>
  request.method === 'PUT' && name.test(request.path);

/** The moments at which a run is killed: the request that it is about to make, and the tags that stand until then. */
const moments = [
  ['before the first attestation', isPut(/\/manifests\/sha256-[0-9a-f]+(\.\w+)?$/), []],
  ['before the legacy tags of the index', isPut(/\/manifests\/sha256-[0-9a-f]+\.att$/), []],
  ['between verification and the version tag', isPut(/\/manifests\/10\.3\.1$/), []],
  ['between the version tag and latest', isPut(/\/manifests\/latest$/), ['10.3.1']],
] as const;

describe.skipIf(tools.missing.length > 0).each(moments)('a run killed %s', (_, moment, standing) => {
  let scene: Scene;
  let source: RecordingProxy;
  let destination: RecordingProxy;
  let repository: string;

  const tags = (): Promise<string[]> => versionTags(scene.destination.host, 'this-is-tobi/mirror/mattermost');

  beforeAll(async () => {
    scene = await setScene({ paths: tools.paths, published: ['10.3.1'] });
    const { workspace, sigstore } = scene;
    source = await startRecordingProxy(scene.upstream.host);
    destination = await startRecordingProxy(scene.destination.host);
    repository = `${destination.host}/this-is-tobi/mirror/mattermost`;
    await workspace.write(
      'mirror.config.yaml',
      `version: 1
destination: ${destination.host}/this-is-tobi/mirror
${wholeChain}${sigstoreOf(sigstore)}
images:
  - source: ${source.host}/library/mattermost
    tags: {semver: "*", latest: true}
`,
    );
    const reached = destination.hold(moment);
    const run = workspace.start(['run', '--json']);
    const first = await Promise.race([reached, run.ended]);
    if ('exitCode' in first) throw new Error(`it ended by itself: ${first.stdout}${first.stderr}`);
    run.kill();
    await run.ended;
  });
  afterAll(async () => {
    await source?.close();
    await destination?.close();
    await scene?.close();
  });

  it(`leaves ${standing.length === 0 ? 'no tag' : `only ${standing.join(', ')}`} at the destination`, async () => {
    expect(await tags()).toEqual(standing);
    // The image itself is there already, untagged.
    const { digest } = scene.images['10.3.1'];
    const url = `http://${scene.destination.host}/v2/this-is-tobi/mirror/mattermost/manifests/${digest}`;
    const answer = await fetch(url, {
      method: 'HEAD',
      headers: { accept: 'application/vnd.oci.image.index.v1+json' },
    });
    expect(answer.status).toBe(200);
  });

  describe('then run again', () => {
    let summary: unknown;

    beforeAll(async () => {
      source.reset();
      destination.reset();
      const again = await scene.workspace.mirror(['run', '--json']);
      if (again.exitCode !== 0) throw new Error(again.stdout + again.stderr);
      summary = again.report.summary.statuses;
    });

    it('completes: the version and latest stand', async () => {
      expect(summary).toEqual({ done: 2, failed: 0, deferred: 0 });
      expect(await tags()).toEqual(['10.3.1', 'latest']);
      for (const tag of ['10.3.1', 'latest']) {
        const digest = await outputOf(tools.paths.crane, ['digest', `${repository}:${tag}`], scene.workspace);
        expect(digest.trim()).toBe(scene.images['10.3.1'].digest);
      }
    });

    it('copies no layer and no configuration again', async () => {
      const blobs = new Set<string>();
      for (const child of Object.values(scene.images['10.3.1'].platforms)) {
        const name = `${scene.upstream.host}/library/mattermost@${child}`;
        const text = await outputOf(tools.paths.crane, ['manifest', name], scene.workspace);
        const { config, layers } = JSON.parse(text) as Record<'config', { digest: string }> & {
          layers: { digest: string }[];
        };
        for (const { digest } of [config, ...layers]) blobs.add(digest);
      }
      const pushed = destination.requests.filter(
        ({ method, query }) => ['PUT', 'POST'].includes(method) && blobs.has(query.get('digest') ?? ''),
      );
      expect(blobs.size).toBeGreaterThan(0);
      expect(pushed).toEqual([]);
      expect(destination.requests.filter(({ method }) => method === 'PATCH')).toHaveLength(0);
    });

    describe('to cosign', () => {
      let env: Record<string, string>;

      beforeAll(async () => {
        const home = scene.workspace.path('user');
        await mkdir(home);
        env = await cosignUser(tools.paths.cosign, scene.sigstore, home, { jq: tools.paths.jq });
      });

      it.each(['verify', 'verify-attestation --type spdxjson', 'verify-attestation --type slsaprovenance'])(
        '%s passes, and there is one statement, not two',
        async (command) => {
          const ended = await runBash(`cosign ${command} ${acceptWorkflow} ${repository}:10.3.1`, { env });
          expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
          expect(ended.stdout.trim().split('\n')).toHaveLength(1);
        },
      );
    });
  });
});
