import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { predicateTypes } from '@multiarch-mirror/attest';
import { type Descriptor, OciClient, parseImageManifest, type Repository } from '@multiarch-mirror/oci';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureTools } from '../../tools/ensure.ts';
import { cosignUser } from './support/cosign.ts';
import { bundleOf, readBundle, replaceBundle, withPayload } from './support/forge.ts';
import { acceptReference } from './support/github-actions.ts';
import { sigstoreOf, wholeChain } from './support/manifest.ts';
import { runBash } from './support/program.ts';
import { type Scene, sceneTools, setScene } from './support/scene.ts';
import type { MirrorEnded } from './support/workspace.ts';

const tools = await ensureTools([...sceneTools, 'cosign', 'jq']);

describe.skipIf(tools.missing.length > 0)('what does not verify at the destination', () => {
  let scene: Scene;
  let namespace: string;
  let repository: Repository;
  let index: Descriptor;
  let platform: Descriptor;
  let cosign: (command: string, name: string) => ReturnType<typeof runBash>;
  const client = new OciClient();

  const manifest = (name: string, tags: readonly string[]): string => `version: 1
destination: ${namespace}
${wholeChain}${sigstoreOf(scene.sigstore)}
images:
  - name: ${name}
    source: ${scene.upstream.host}/library/mattermost
    tags: ${JSON.stringify(tags)}
`;
  const done = async (ended: Promise<MirrorEnded>): Promise<MirrorEnded> => {
    const result = await ended;
    if (result.exitCode !== 0)
      throw new Error(`exit code ${result.exitCode}\n${result.stdout}${result.stderr}`);
    return result;
  };

  beforeAll(async () => {
    scene = await setScene({ paths: tools.paths, published: ['10.3.0', '10.3.1'] });
    const { workspace, sigstore, destination, images } = scene;
    namespace = `${destination.host}/this-is-tobi/mirror`;
    await workspace.write('mirror.config.yaml', manifest('mattermost', ['10.3.0', '10.3.1']));
    await done(workspace.mirror(['run', '--json']));
    repository = client.repository(
      { transport: 'registry', registry: destination.host, path: 'this-is-tobi/mirror/mattermost' },
      { writes: true },
    );
    const described = async (digest: string): Promise<Descriptor> =>
      (await repository.manifest(digest)).descriptor;
    index = await described(images['10.3.1'].digest);
    platform = await described(images['10.3.1'].platforms['linux/arm64']);
    const env = await cosignUser(tools.paths.cosign, sigstore, workspace.path('user'), {
      jq: tools.paths.jq,
    });
    cosign = (command, name) => runBash(`cosign ${command} ${acceptReference} ${namespace}/${name}`, { env });
  });
  afterAll(async () => {
    await client.close();
    await scene?.close();
  });

  const change = async (subject: Descriptor, predicateType: string): Promise<void> => {
    const old = await bundleOf(repository, subject, predicateType);
    const forged = withPayload(await readBundle(repository, old), (statement) => ({
      ...statement,
      predicate: { forged: true },
    }));
    await replaceBundle(repository, subject, old, forged);
  };
  const remove = async (subject: Descriptor, predicateType: string): Promise<void> =>
    replaceBundle(repository, subject, await bundleOf(repository, subject, predicateType));

  it.each<[name: string, attack: () => Promise<void>]>([
    ['an SBOM whose text was changed', () => change(index, predicateTypes.spdx)],
    ['a signature of one platform that was changed', () => change(platform, predicateTypes.sign)],
    // cosign verify accepts the bundle of the SBOM in its place.
    ['a signature that was taken away, other bundles still there', () => remove(index, predicateTypes.sign)],
    [
      "another image's provenance in the place of its own",
      async () => {
        const other = (await repository.manifest(scene.images['10.3.0'].digest)).descriptor;
        const theirs = await bundleOf(repository, other, predicateTypes.slsaProvenance1);
        const old = await bundleOf(repository, index, predicateTypes.slsaProvenance1);
        await replaceBundle(repository, index, old, await readBundle(repository, theirs));
      },
    ],
    [
      'the legacy signature taken away',
      async () => {
        const tag = await repository.resolve(`${index.digest.replace(':', '-')}.sig`);
        await repository.deleteManifest(tag?.digest ?? '');
      },
    ],
  ])('%s: mirror verify ends with 3, run --deep repairs it', async (_, attack) => {
    const { workspace } = scene;
    await attack();
    const verified = await workspace.mirror(['verify', '--json']);
    expect(verified.exitCode, verified.stderr).toBe(3);
    expect(verified.report.summary.statuses).toMatchObject({ failed: 1, done: 1 });
    const failed = verified.report.images.find(({ status }) => status === 'failed');
    expect(failed).toMatchObject({
      destination: `${namespace}/mattermost:10.3.1`,
      error: {
        code: expect.stringMatching(/^MIRROR_/),
        message: expect.any(String),
        hint: expect.any(String),
      },
    });

    const repaired = await done(workspace.mirror(['run', '--deep', '--json']));
    expect(repaired.report.summary.actions).toMatchObject({ repair: 1, unchanged: 1 });
    await done(workspace.mirror(['verify']));
    for (const command of [
      'verify',
      'verify-attestation --type spdxjson',
      'verify-attestation --type slsaprovenance',
    ]) {
      const ended = await cosign(command, 'mattermost:10.3.1');
      expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
      expect(ended.stdout.trim().split('\n')).toHaveLength(1);
    }
  });

  it('an image that somebody with another identity has signed: verify ends with 3, run signs it and leaves one SBOM', async () => {
    const { workspace, sigstore } = scene;
    // The reference page's expression is not anchored, so it accepts this repository too; ours is.
    const other = 'this-is-tobi/multiarch-mirror-evil';
    const theirs = manifest('contested', ['10.3.1']).replace('multiarch-mirror/', 'multiarch-mirror-evil/');
    await workspace.write('theirs.yaml', theirs);
    const token = { SIGSTORE_ID_TOKEN: sigstore.identityToken({ repository: other }) };
    await done(workspace.mirror(['run', '--json', '--config', 'theirs.yaml'], token));
    expect((await cosign('verify', 'contested:10.3.1')).exitCode).toBe(0);

    await workspace.write('ours.yaml', manifest('contested', ['10.3.1']));
    expect((await workspace.mirror(['verify', '--config', 'ours.yaml'])).exitCode).toBe(3);
    await done(workspace.mirror(['run', '--json', '--config', 'ours.yaml']));
    await done(workspace.mirror(['verify', '--config', 'ours.yaml']));
    const ended = await cosign('verify-attestation --type spdxjson', 'contested:10.3.1');
    expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
    expect(ended.stdout.trim().split('\n')).toHaveLength(1);
  });

  it('a layer that the registry has lost: mirror verify ends with 3, run --deep brings it back', async () => {
    const { layers } = parseImageManifest(await repository.manifest(platform.digest));
    const hex = layers.at(-1)?.digest.split(':')[1] ?? '';
    const repositories = join(scene.destination.storage, 'docker', 'registry', 'v2', 'repositories');
    await rm(join(repositories, 'this-is-tobi/mirror/mattermost/_layers/sha256', hex), { recursive: true });
    const verified = await scene.workspace.mirror(['verify', '--json']);
    expect(verified.exitCode, verified.stderr).toBe(3);
    expect(verified.report.images).toContainEqual(
      expect.objectContaining({
        destination: `${namespace}/mattermost:10.3.1`,
        error: expect.objectContaining({ code: 'MIRROR_INCOMPLETE' }),
      }),
    );
    const repaired = await done(scene.workspace.mirror(['run', '--deep', '--json']));
    expect(repaired.report.summary.actions).toMatchObject({ repair: 1, unchanged: 1 });
    await done(scene.workspace.mirror(['verify']));
  });
});
