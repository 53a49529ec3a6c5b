import { predicateTypes } from '@multiarch-mirror/attest';
import { OciClient, type Repository } from '@multiarch-mirror/oci';
import { type LocalSigstore, mutations, startSigstore } from '@multiarch-mirror/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleOf, readBundle, replaceBundle } from '../support/forge.ts';
import { workflowRun } from '../support/github-actions.ts';
import { type SmallScene, setSmallScene } from '../support/small-scene.ts';

const signing = '  - cosign-sign';
const provenance = '  - slsa-provenance';

describe('mirror verify tells apart what is wrong, each with its mend', () => {
  let scene: SmallScene;
  /** Of nobody here, and what its TUF repository says is good no longer. */
  let expired: LocalSigstore;
  let repository: Repository;
  const client = new OciClient();

  beforeAll(async () => {
    scene = await setSmallScene({});
    expired = await startSigstore({ tufDays: -1 });
    await run('signed', [signing]);
    await run('whole', [signing, provenance], 'both');
    repository = client.repository(
      { transport: 'registry', registry: scene.registry.host, path: 'mirror/signed' },
      { writes: true },
    );
  });
  afterAll(async () => {
    await client.close();
    await expired?.close();
    await scene?.close();
  });

  const verifying = (identity: string = workflowRun.identity, issuer: string = workflowRun.issuer): string =>
    `  - {use: verify, with: {identity: '${identity}', issuer: "${issuer}"}}`;
  const lines = (
    plugins: readonly string[],
    format: string,
    trust = `trustedRoot: ${scene.sigstore.trustedRootPath}`,
  ): string => `
attestations: {format: ${format}}
plugins:
${plugins.join('\n')}
sigstore:
  fulcio: ${scene.sigstore.fulcioUrl}
  rekor: ${scene.sigstore.rekorUrl}
  ${trust}
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

  const tufOf = (mirror: string, { rootPath }: LocalSigstore): string =>
    `tuf: {mirror: "${mirror}", root: ${rootPath}}`;
  it.each<[code: string, where: string, hint: RegExp, trust: () => string]>([
    [
      'MIRROR_TRUST_UNREACHABLE',
      'a TUF repository that does not answer',
      /network.*HTTPS_PROXY.*sigstore\.trustedRoot/,
      () => tufOf('http://127.0.0.1:9', scene.sigstore),
    ],
    [
      'MIRROR_TRUST',
      'the TUF repository of somebody else',
      /`root`/,
      () => tufOf(expired.tufUrl, scene.sigstore),
    ],
    ['MIRROR_TRUST', 'one that has expired', /clock/, () => tufOf(expired.tufUrl, expired)],
    ['MIRROR_TRUST', 'a file that is none', /trusted_root\.json/, () => 'trustedRoot: ./signed.yaml'],
  ])('%s: %s, and that is not what fails a policy', async (code, _, hint, trust) => {
    const manifest = lines([signing, verifying()], 'bundle', trust());
    const ended = await scene.mirror(['verify', '--json'], 'signed', manifest);
    expect(ended.exitCode, ended.stderr).toBe(1);
    expect(ended.report.images[0]?.error).toMatchObject({ code, hint: expect.stringMatching(hint) });
  });

  it('MIRROR_LOG_UNREACHABLE: a log that cannot be asked holds up what signs, and nobody who verifies', async () => {
    const there = (manifest: string): string =>
      manifest.replace(scene.sigstore.rekorUrl, 'http://127.0.0.1:9');
    const manifest = there(lines([signing, verifying()], 'bundle'));
    const verified = await scene.mirror(['verify', '--json'], 'signed', manifest);
    expect(verified, verified.stderr).toMatchObject({ exitCode: 0 });
    const ended = await scene.mirror(['run', '--json'], 'later', manifest);
    expect(ended.exitCode, ended.stderr).toBe(1);
    expect(ended.report.images[0]?.error).toMatchObject({
      code: 'MIRROR_LOG_UNREACHABLE',
      hint: expect.stringContaining('sigstore.rekor'),
    });
  });

  it('and passes what is whole', async () => {
    const ended = await scene.mirror(['verify'], 'whole', lines([signing, provenance, verifying()], 'both'));
    expect(ended, ended.stderr).toMatchObject({ exitCode: 0 });
  });
});
