import { copyFile, cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureTools } from '../../tools/ensure.ts';
import { cosignUser } from './support/cosign.ts';
import { type Distribution, startDistribution } from './support/distribution.ts';
import { acceptWorkflow, workflowRun } from './support/github-actions.ts';
import { mirrored } from './support/mirrored.ts';
import { outputOf, runBash } from './support/program.ts';
import { type Scene, sceneTools } from './support/scene.ts';
import { createWorkspace, type MirrorEnded, type Workspace } from './support/workspace.ts';

const tools = await ensureTools([...sceneTools, 'crane', 'skopeo', 'regctl', 'cosign', 'cosign-2', 'jq']);

const tags = ['10.3.0', '10.3.1', 'latest'];

// The registries of the near side are gone before the export is imported, and nobody asks anything of its Sigstore any more.
describe.skipIf(tools.missing.length > 0)('an air gap', () => {
  let scene: Scene;
  let layout: string;
  let exported: MirrorEnded;
  let again: MirrorEnded;
  let far: Distribution;
  let inside: Workspace;
  let imported: MirrorEnded;
  let origin: string;
  /** What was asked of Sigstore before anything was imported. */
  let asked: string[];
  let users: Record<'cosign' | 'cosign-2', Record<string, string>>;

  const run = (tool: 'oras' | 'skopeo' | 'crane' | 'regctl', ...args: string[]) =>
    outputOf(tools.paths[tool], args, { env: inside.env });
  const image = () => `${far.host}/inside/mattermost`;
  const digestOf = (tag: string) => scene.images[tag === 'latest' ? '10.3.1' : (tag as '10.3.1')].digest;

  beforeAll(async () => {
    const before = await mirrored({ ...tools, published: ['10.3.0', '10.3.1'] });
    ({ scene } = before);
    origin = before.destination;
    layout = scene.workspace.path('export');
    exported = await scene.workspace.mirror(['export', 'export', '--json']);
    again = await scene.workspace.mirror(['export', 'export', '--json']);

    far = await startDistribution(tools.paths.registry);
    inside = await createWorkspace();
    await copyFile(scene.workspace.path('mirror.config.yaml'), inside.path('mirror.config.yaml'));
    await copyFile(scene.sigstore.trustedRootPath, inside.path('trusted_root.json'));
    await cp(layout, inside.path('usb'), { recursive: true });
    users = {
      cosign: await cosignUser(tools.paths.cosign, scene.sigstore, inside.path('cosign-3'), tools.paths),
      'cosign-2': await cosignUser(
        tools.paths['cosign-2'],
        scene.sigstore,
        inside.path('cosign-2'),
        tools.paths,
      ),
    };
    await Promise.all([scene.upstream.close(), scene.destination.close()]);
    asked = scene.sigstore.requests();
    imported = await inside.mirror(importing('--json'));
  });
  afterAll(async () => {
    await far?.close();
    await inside?.remove();
    await scene?.close();
  });

  const importing = (...more: string[]): string[] => [
    'import',
    'usb',
    '--destination',
    `${far.host}/inside`,
    '--trusted-root',
    'trusted_root.json',
    ...more,
  ];

  it('is left by an export of every tag, and the second one moves nothing', () => {
    expect(exported, exported.stderr).toMatchObject({ exitCode: 0 });
    expect(exported.report.summary).toMatchObject({ actions: { create: 3 }, statuses: { done: 3 } });
    expect(again.report.summary).toMatchObject({ actions: { unchanged: 3 }, statuses: { done: 3 } });
    expect(again.report.transfer).toMatchObject({ blobsCopied: 0 });
    expect(again.report.exchange?.inventory).toBe(exported.report.exchange?.inventory);
  });

  it('by a layout that oras, skopeo, regctl and crane read', async () => {
    for (const tag of tags) {
      const raw = await run('skopeo', 'inspect', '--raw', `oci:${inside.path('usb')}:mattermost:${tag}`);
      const fetched = await run(
        'oras',
        'manifest',
        'fetch',
        '--oci-layout-path',
        inside.path('usb'),
        `mattermost:${tag}`,
      );
      expect(fetched).toBe(raw);
      const got = await run(
        'regctl',
        'manifest',
        'get',
        '--format',
        'raw-body',
        `ocidir://${inside.path('usb')}@${digestOf(tag)}`,
      );
      expect(got).toBe(raw);
    }
    const found = await run(
      'oras',
      'discover',
      '--oci-layout-path',
      inside.path('usb'),
      '--format',
      'json',
      'mattermost:10.3.1',
    );
    expect((JSON.parse(found) as { referrers: unknown[] }).referrers).toHaveLength(4);
    // crane takes a layout as a whole: it finds everything that index.json leads to.
    const whole = `${far.host}/whole/export:all`;
    await run('crane', 'push', '--insecure', '--index', inside.path('usb'), whole);
    expect(JSON.parse(await run('crane', 'manifest', '--insecure', whole))).toEqual(
      JSON.parse(await readFile(inside.path('usb/index.json'), 'utf8')),
    );
  });

  it('is crossed by all tags, with the digests of upstream, and no host but the destination asked', async () => {
    expect(imported, imported.stderr).toMatchObject({ exitCode: 0 });
    expect(imported.report.summary).toMatchObject({ actions: { create: 3 }, statuses: { done: 3 } });
    expect(Object.keys(imported.report.transfer?.requests ?? {})).toEqual([far.host]);
    expect(scene.sigstore.requests()).toEqual(asked);
    for (const tag of tags) {
      expect((await run('crane', 'digest', '--insecure', `${image()}:${tag}`)).trim()).toBe(digestOf(tag));
    }
    await run('crane', 'validate', '--insecure', '--remote', `${image()}:10.3.1`);
  });

  it.each(['cosign', 'cosign-2'] as const)('verifies on the far side with %s, offline', async (tool) => {
    // The older one reads a root from a file for bundles alone.
    const more = tool === 'cosign' ? '' : ' --new-bundle-format';
    const root = `--trusted-root ${inside.path('trusted_root.json')}${more}`;
    for (const tag of tags) {
      for (const command of [
        'verify',
        'verify-attestation --type spdxjson',
        'verify-attestation --type slsaprovenance',
        'verify-attestation --type slsaprovenance1',
      ]) {
        const ended = await runBash(`cosign ${command} ${root} ${acceptWorkflow} ${image()}:${tag}`, {
          env: users[tool],
        });
        expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
      }
    }
    const sbom = await runBash(
      `cosign verify-attestation --type spdxjson ${root} ${acceptWorkflow} ${image()}:10.3.1 | jq -r .payload | base64 -d | jq -r '.predicate.packages[].name'`,
      { env: users[tool] },
    );
    expect(sbom.stdout.split('\n')).toEqual(expect.arrayContaining(['openssl', 'bzip2', 'liblz4-1']));
  });

  it('verifies by its legacy set alone, which names the repository where it was signed', async () => {
    const target = `${far.host}/legacy/mattermost`;
    await run('crane', 'copy', '--insecure', `${image()}:10.3.1`, `${target}:10.3.1`);
    for (const suffix of ['sig', 'att']) {
      const tag = `${digestOf('10.3.1').replace(':', '-')}.${suffix}`;
      await run('crane', 'copy', '--insecure', `${image()}:${tag}`, `${target}:${tag}`);
    }
    const env = users['cosign-2'];
    const signature = await runBash(`cosign verify ${acceptWorkflow} ${target}:10.3.1`, { env });
    expect(signature, signature.stderr).toMatchObject({ exitCode: 0 });
    expect(JSON.parse(signature.stdout)).toMatchObject([
      { critical: { identity: { 'docker-reference': `${origin}/mattermost` } } },
    ]);
    const sbom = `cosign verify-attestation --type spdxjson ${acceptWorkflow} ${target}:10.3.1`;
    expect(await runBash(sbom, { env })).toMatchObject({ exitCode: 0 });
  });

  it('verifies there with the same manifest, and a second import finds nothing to do', async () => {
    // What stands in the manifest of the near side is gone: TUF too.
    const text = await readFile(inside.path('mirror.config.yaml'), 'utf8');
    await writeFile(
      inside.path('inside.yaml'),
      text.replace(/ {2}tuf: .*/, '  trustedRoot: ./trusted_root.json'),
    );
    const verified = await inside.mirror([
      'verify',
      '--config',
      'inside.yaml',
      '--destination',
      `${far.host}/inside`,
      '--json',
    ]);
    expect(verified, verified.stderr).toMatchObject({ exitCode: 0 });
    expect(verified.report.summary.statuses).toMatchObject({ done: 3 });
    const second = await inside.mirror(importing('--json'));
    expect(second.report.summary).toMatchObject({ actions: { unchanged: 3 } });
    expect(second.report.transfer?.requests).toEqual({ [far.host]: { 'GET tags': 1, 'GET manifest': 1 } });
  });

  it('is crossed without a manifest, too', async () => {
    const args = [
      'import',
      'usb',
      '--destination',
      `${far.host}/plain`,
      '--trusted-root',
      'trusted_root.json',
      '--origin',
      origin,
      '--identity',
      workflowRun.identity,
      '--issuer',
      workflowRun.issuer,
      '--json',
    ];
    const ended = await inside.mirror(args);
    expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
    expect(ended.report.summary.statuses).toMatchObject({ done: 3 });
    const digest = await run('crane', 'digest', '--insecure', `${far.host}/plain/mattermost:10.3.0`);
    expect(digest.trim()).toBe(digestOf('10.3.0'));
    const other = await inside.mirror(
      args.map((arg) => arg.replace('mirror\\.yml@', 'evil\\.yml@').replace('/plain', '/evil')),
    );
    expect(other, other.stdout).toMatchObject({ exitCode: 3 });
    expect(other.report.summary.statuses).toMatchObject({ done: 0, failed: 3 });
  });

  it('is not crossed by what was changed on its way, or against no root of this side', async () => {
    await cp(inside.path('usb'), inside.path('spoiled'), { recursive: true });
    const file = inside.path(join('spoiled', 'index.json'));
    const text = await readFile(file, 'utf8');
    await writeFile(
      file,
      text
        .replace(`mattermost:10.3.0"`, `mattermost:swapped"`)
        .replace(`mattermost:10.3.1"`, `mattermost:10.3.0"`)
        .replace(`mattermost:swapped"`, `mattermost:10.3.1"`),
    );
    const spoiled = importing('--json').map((arg) =>
      arg.replace('usb', 'spoiled').replace('/inside', '/spoiled'),
    );
    const ended = await inside.mirror(spoiled);
    expect(ended, ended.stderr).toMatchObject({ exitCode: 3 });
    expect(ended.report.images.flatMap(({ error }) => error?.code ?? [])).toEqual(
      Array.from({ length: 3 }, () => 'MIRROR_TAG_UNPROVEN'),
    );
    const rootless = await inside.mirror(['import', 'usb', '--destination', `${far.host}/inside`]);
    expect(rootless).toMatchObject({ exitCode: 2 });
    expect(rootless.stderr).toContain('MIRROR_USAGE_MISSING');
  });
});
