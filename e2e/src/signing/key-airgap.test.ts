import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureTools } from '../../../tools/ensure.ts';
import { cosignUser } from '../support/cosign.ts';
import { runProgram } from '../support/program.ts';
import { type SmallScene, setSmallScene } from '../support/small-scene.ts';

const tools = await ensureTools(['trivy', 'cosign']);
const spki = { format: 'pem', type: 'spki' } as const;

describe.skipIf(tools.missing.length > 0)('an image that a key has signed, with an SBOM in CycloneDX', () => {
  let scene: SmallScene;
  let user: Record<string, string>;

  beforeAll(async () => {
    scene = await setSmallScene({ programs: { trivy: tools.paths.trivy } });
    const { workspace, sigstore } = scene;
    const [own, other] = [0, 1].map(() => generateKeyPairSync('ec', { namedCurve: 'P-256' }));
    if (own === undefined || other === undefined) throw new Error('no keys');
    await workspace.write('own.pem', own.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString());
    await workspace.write('own.pub', own.publicKey.export(spki).toString());
    await workspace.write('other.pub', other.publicKey.export(spki).toString());
    user = await cosignUser(tools.paths.cosign, sigstore, workspace.path('user'));
    const done = await scene.mirror(['run', '--json'], 'app', lines('own.pem', ''));
    if (done.exitCode !== 0) throw new Error(done.stdout + done.stderr);
    const exported = await scene.mirror(['export', 'usb', '--json'], 'app', lines('own.pem', 'own.pub'));
    if (exported.exitCode !== 0) throw new Error(exported.stdout + exported.stderr);
  });
  afterAll(() => scene?.close());

  const lines = (key: string, verifying: string): string => `
plugins:
  - {use: trivy-sbom, with: {format: cyclonedx}}
  - {use: cosign-sign, with: {mode: key, key: ./${key}}}
  - slsa-provenance
  - ${verifying === '' ? 'verify' : `{use: verify, with: {key: ./${verifying}}}`}
sigstore: {rekor: "${scene.sigstore.rekorUrl}", trustedRoot: ${scene.sigstore.trustedRootPath}}
`;
  const root = (): string[] => ['--trusted-root', scene.sigstore.trustedRootPath];
  const destination = (name: string): string[] => ['--destination', `${scene.registry.host}/${name}`];
  const origin = (): string[] => ['--origin', `${scene.registry.host}/mirror`];
  const alone = (name: string, key: string, ...more: string[]) =>
    scene.workspace.mirror([
      'import',
      'usb',
      '--json',
      '--key',
      key,
      ...destination(name),
      ...root(),
      ...origin(),
      ...more,
    ]);
  const tags = (name: string): string[] =>
    [...scene.registry.repository(`${name}/app`).tags.keys()].filter((tag) => !tag.startsWith('sha256-'));

  it('gives its SBOM to whoever has the public key, with a manifest and without', async () => {
    const reference = `${scene.reference('app')}:1.0.0`;
    const read = await scene.workspace.mirror(['sbom', reference, '--key', 'own.pub', ...root()]);
    expect(read, read.stderr).toMatchObject({ exitCode: 0 });
    expect(JSON.parse(read.stdout)).toMatchObject({ bomFormat: 'CycloneDX' });
    const named = await scene.workspace.mirror(['sbom', reference, '--config', 'app.yaml']);
    expect(named.stdout).toBe(read.stdout);
    const refused = await scene.workspace.mirror(['sbom', reference, '--key', 'other.pub', ...root()]);
    expect(refused.exitCode, refused.stderr).toBe(3);
  });

  it('crosses an air gap by a manifest that has the public key alone, and verifies there', async () => {
    const importing = ['import', 'usb', '--json', ...destination('inside')];
    const done = await scene.mirror(importing, 'app', lines('gone.pem', 'own.pub'));
    expect(done, done.stderr).toMatchObject({ exitCode: 0 });
    expect(tags('inside')).toEqual(['1.0.0']);
    for (const command of [
      ['verify'],
      ['verify-attestation', '--type', 'cyclonedx'],
      ['verify-attestation', '--type', 'slsaprovenance1'],
    ]) {
      const reference = `${scene.registry.host}/inside/app:1.0.0`;
      const args = [...command, '--key', scene.workspace.path('own.pub'), reference];
      const ended = await runProgram(tools.paths.cosign, args, { env: user });
      expect(ended, `${command.join(' ')}: ${ended.stderr}`).toMatchObject({ exitCode: 0 });
    }
  });

  it('is refused there by another key, and no tag moves', async () => {
    const importing = ['import', 'usb', '--json', ...destination('refused')];
    const done = await scene.mirror(importing, 'app', lines('gone.pem', 'other.pub'));
    expect(done.exitCode, done.stderr).toBe(3);
    expect((await alone('refused', 'other.pub')).exitCode).toBe(3);
    expect(tags('refused')).toEqual([]);
  });

  it('is taken without a manifest by its key, with all that is required, the SBOM in either form', async () => {
    const done = await alone('alone', 'own.pub');
    expect(done, done.stderr).toMatchObject({ exitCode: 0 });
    expect(tags('alone')).toEqual(['1.0.0']);
    const sbom = await alone('sbom', 'own.pub', '--require', 'sbom');
    expect(sbom, sbom.stderr).toMatchObject({ exitCode: 0 });
    const both = ['--identity', '^a$', '--issuer', 'https://a.test'];
    expect((await alone('both', 'own.pub', ...both)).exitCode).toBe(2);
  });
});
