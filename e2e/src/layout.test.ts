import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureTools } from '../../tools/ensure.ts';
import { cosignUser } from './support/cosign.ts';
import { acceptWorkflow } from './support/github-actions.ts';
import { sigstoreOf, wholeChain } from './support/manifest.ts';
import { outputOf, runBash } from './support/program.ts';
import { type Scene, sceneTools, setScene } from './support/scene.ts';
import type { MirrorEnded } from './support/workspace.ts';

const tools = await ensureTools([...sceneTools, 'crane', 'skopeo', 'cosign']);

const digestPattern = /^sha256:[0-9a-f]{64}$/;

describe.skipIf(tools.missing.length > 0)('an OCI layout as destination', () => {
  let scene: Scene;
  let first: MirrorEnded;
  let layout: string;

  const run = (tool: 'oras' | 'skopeo' | 'crane', ...args: string[]) =>
    outputOf(tools.paths[tool], args, { env: scene.workspace.env });

  beforeAll(async () => {
    scene = await setScene({ paths: tools.paths, published: ['10.3.0', '10.3.1'] });
    const { workspace, sigstore, upstream } = scene;
    layout = workspace.path('out/mattermost');
    await workspace.write(
      'mirror.config.yaml',
      `version: 1
destination: oci:./out
attestations: {format: bundle}
${wholeChain}${sigstoreOf(sigstore)}
images:
  - source: ${upstream.host}/library/mattermost
    tags: {semver: "*", latest: true}
  - name: copy-only
    source: ${upstream.host}/library/mattermost
    tags: ["10.3.1"]
    platforms: [linux/arm64]
    plugins: []
`,
    );
    first = await workspace.mirror(['run', '--json']);
  });
  afterAll(() => scene?.close());

  it('takes the whole chain', () => {
    expect(first, first.stderr).toMatchObject({ exitCode: 0 });
    expect(first.report.summary.statuses).toEqual({ done: 4, failed: 0, deferred: 0 });
  });

  it.each(['10.3.0', '10.3.1', 'latest'])(
    'oras, skopeo and crane read %s with the digest of upstream',
    async (tag) => {
      const version = tag === 'latest' ? '10.3.1' : tag;
      const { digest } = scene.images[version as '10.3.1'];
      const fetched = await run(
        'oras',
        'manifest',
        'fetch',
        '--oci-layout',
        '--descriptor',
        `${layout}:${tag}`,
      );
      expect(JSON.parse(fetched)).toMatchObject({ digest });
      const raw = await run('skopeo', 'inspect', '--raw', `oci:${layout}:${tag}`);
      const source = await run('crane', 'manifest', `${scene.upstream.host}/library/mattermost:${version}`);
      expect(raw).toBe(source);
    },
  );

  it('oras finds the attestations of the index', async () => {
    const found = await run('oras', 'discover', '--oci-layout', '--format', 'json', `${layout}:10.3.1`);
    const { referrers = [] } = JSON.parse(found) as { referrers?: { artifactType: string }[] };
    expect(referrers.map(({ artifactType }) => artifactType)).toEqual(
      Array.from({ length: 4 }, () => 'application/vnd.dev.sigstore.bundle.v0.3+json'),
    );
  });

  it('oras takes it into a registry, whole to crane, and cosign accepts signature and SBOM there', async () => {
    const target = `${scene.destination.host}/from-layout/mattermost:10.3.1`;
    await run(
      'oras',
      'cp',
      '--recursive',
      '--from-oci-layout',
      '--to-plain-http',
      `${layout}:10.3.1`,
      target,
    );
    expect((await run('crane', 'digest', target)).trim()).toBe(scene.images['10.3.1'].digest);
    await run('crane', 'validate', '--remote', target);
    const env = await cosignUser(tools.paths.cosign, scene.sigstore, scene.workspace.path('user'));
    for (const command of ['verify', 'verify-attestation --type spdxjson']) {
      expect(await runBash(`cosign ${command} ${acceptWorkflow} ${target}`, { env })).toMatchObject({
        exitCode: 0,
      });
    }
  });

  it('holds a valid index of the one platform that was asked for, and only its blobs', async () => {
    const name = `${scene.workspace.path('out/copy-only')}:10.3.1`;
    const index = JSON.parse(await run('oras', 'manifest', 'fetch', '--oci-layout', name)) as {
      manifests: { digest: string }[];
      annotations: Record<string, string>;
    };
    expect(index.manifests.map(({ digest }) => digest)).toEqual([
      scene.images['10.3.1'].platforms['linux/arm64'],
    ]);
    expect(index.annotations).toEqual({
      'io.github.multiarch-mirror.upstream.repository': `${scene.upstream.host}/library/mattermost`,
      'io.github.multiarch-mirror.upstream.digest': expect.stringMatching(digestPattern),
    });
    const target = `${scene.destination.host}/from-layout/copy-only:10.3.1`;
    await run('skopeo', 'copy', '--all', '--dest-tls-verify=false', `oci:${name}`, `docker://${target}`);
    await run('crane', 'validate', '--remote', target);
  });

  it('has nothing left to do the second time, and verifies', async () => {
    const again = await scene.workspace.mirror(['run', '--json']);
    expect(again, again.stderr).toMatchObject({ exitCode: 0 });
    expect(again.report.summary.actions).toMatchObject({ unchanged: 4 });
    expect(await scene.workspace.mirror(['verify'])).toMatchObject({ exitCode: 0 });
  });
});
