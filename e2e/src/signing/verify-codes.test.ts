import { predicateTypes } from '@multiarch-mirror/attest';
import { OciClient, type Repository } from '@multiarch-mirror/oci';
import { mutations } from '@multiarch-mirror/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleOf, readBundle, replaceBundle } from '../support/forge.ts';
import { workflowRun } from '../support/github-actions.ts';
import { type SmallScene, setSmallScene } from '../support/small-scene.ts';

const signing = '  - cosign-sign';
const provenance = '  - slsa-provenance';

describe('mirror verify tells apart what is wrong, each with its mend', () => {
  let scene: SmallScene;
  let repository: Repository;
  const client = new OciClient();

  beforeAll(async () => {
    scene = await setSmallScene({});
    await run('signed', [signing]);
    await run('whole', [signing, provenance], 'both');
    repository = client.repository(
      { transport: 'registry', registry: scene.registry.host, path: 'mirror/signed' },
      { writes: true },
    );
  });
  afterAll(async () => {
    await client.close();
    await scene?.close();
  });

  const verifying = (identity: string = workflowRun.identity, issuer: string = workflowRun.issuer): string =>
    `  - {use: verify, with: {identity: '${identity}', issuer: "${issuer}"}}`;
  const lines = (plugins: readonly string[], format: string): string => `
attestations: {format: ${format}}
plugins:
${plugins.join('\n')}
sigstore:
  fulcio: ${scene.sigstore.fulcioUrl}
  rekor: ${scene.sigstore.rekorUrl}
  trustedRoot: ${scene.sigstore.trustedRootPath}
`;
  async function run(name: string, plugins: readonly string[], format = 'bundle'): Promise<void> {
    const ended = await scene.mirror(['run'], name, lines([...plugins, verifying()], format));
    expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
  }
  async function fault(name: string, plugins: readonly string[], format = 'bundle') {
    const ended = await scene.mirror(['verify', '--json'], name, lines(plugins, format));
    expect(ended.exitCode, ended.stderr).toBe(3);
    const [image] = ended.report.images;
    expect(image?.error?.hint).toMatch(/\w/);
    return image?.error?.code;
  }

  it('MIRROR_UNSIGNED', async () => {
    const copied = lines([signing], 'bundle').replace(/plugins:[\s\S]+?\nsigstore/, 'plugins: []\nsigstore');
    expect((await scene.mirror(['run'], 'unsigned', copied)).exitCode).toBe(0);
    expect(await fault('unsigned', [signing, provenance, verifying()])).toBe('MIRROR_UNSIGNED');
  });

  it.each([
    ['MIRROR_NO_SBOM', () => ['  - trivy-sbom', signing, verifying()]],
    ['MIRROR_NO_PROVENANCE', () => [signing, provenance, verifying()]],
    [
      'MIRROR_WRONG_IDENTITY',
      () => [signing, verifying(workflowRun.identity.replace('mirror\\.yml', 'other\\.yml'))],
    ],
    ['MIRROR_WRONG_ISSUER', () => [signing, verifying(undefined, 'https://gitlab.com')]],
  ])('%s', async (code, plugins) => {
    expect(await fault('signed', plugins())).toBe(code);
  });

  it.each<[code: string, what: RegExp | undefined]>([
    ['MIRROR_WRONG_DIGEST', undefined],
    ['MIRROR_NOT_IN_LOG', /integratedTime: one more$/],
    ['MIRROR_SIGNATURE_INVALID', /sig: a bit of byte 0$/],
  ])('%s', async (code, what) => {
    const [index, platform] = await Promise.all(
      scene.digests.slice(0, 2).map(async (digest) => (await repository.manifest(digest)).descriptor),
    );
    if (index === undefined || platform === undefined) throw new Error('no platform');
    const old = await bundleOf(repository, index, predicateTypes.sign);
    const genuine = await readBundle(repository, old);
    const theirs = await readBundle(repository, await bundleOf(repository, platform, predicateTypes.sign));
    const forged =
      what === undefined ? theirs : mutations(genuine, theirs).find(({ name }) => what.test(name))?.document;
    await replaceBundle(repository, index, old, forged ?? theirs);
    expect(await fault('signed', [signing, verifying()])).toBe(code);
    await replaceBundle(repository, index, await bundleOf(repository, index, predicateTypes.sign), genuine);
  });

  it('MIRROR_HIDDEN_LEGACY', async () => {
    expect(await fault('whole', [signing, provenance, verifying()], 'legacy')).toBe('MIRROR_HIDDEN_LEGACY');
  });

  it('and passes what is whole', async () => {
    const ended = await scene.mirror(['verify'], 'whole', lines([signing, provenance, verifying()], 'both'));
    expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
  });
});
