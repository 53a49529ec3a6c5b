import { generateKeyPairSync } from 'node:crypto';
import { mkdir, symlink } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureTools } from '../../../tools/ensure.ts';
import { cosignUser } from '../support/cosign.ts';
import { outputOf, runProgram } from '../support/program.ts';
import { type SmallScene, setSmallScene } from '../support/small-scene.ts';

const tools = await ensureTools(['cosign', 'cosign-2']);
const password = 'open-sesame-7f3a';

/** Which key, the format, and what signs with it. */
const keys = [
  ['a P-256 key in a file that is encrypted', 'both', 'p256', 'key', './p256.pem'],
  ['a P-256 key in a file that is encrypted', 'bundle', 'p256', 'key', './p256.pem'],
  ['a P-256 key in a file that is encrypted', 'legacy', 'p256', 'key', './p256.pem'],
  ['an RSA key in a variable', 'both', 'rsa', 'key', 'env://RSA_KEY'],
  ['an Ed25519 key', 'bundle', 'ed25519', 'key', './ed25519.pem'],
  ["cosign's own key, by the cosign CLI", 'both', 'cosign', 'cosign', './cosign.key'],
] as const;

describe.skipIf(tools.missing.length > 0)('signatures of a key', () => {
  let scene: SmallScene;
  const users: Record<string, Record<string, string>> = {};

  beforeAll(async () => {
    const pkcs8 = { format: 'pem', type: 'pkcs8' } as const;
    const spki = { format: 'pem', type: 'spki' } as const;
    const rsa = generateKeyPairSync('rsa', { modulusLength: 3072 });
    scene = await setSmallScene({
      programs: { cosign: tools.paths.cosign },
      env: { COSIGN_PASSWORD: password, RSA_KEY: rsa.privateKey.export(pkcs8).toString() },
    });
    const { workspace, sigstore } = scene;
    const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const encrypted = p256.privateKey.export({ ...pkcs8, cipher: 'aes-256-cbc', passphrase: password });
    await workspace.write('p256.pem', encrypted.toString());
    await workspace.write('p256.pub', p256.publicKey.export(spki).toString());
    const ed25519 = generateKeyPairSync('ed25519');
    await workspace.write('ed25519.pem', ed25519.privateKey.export(pkcs8).toString());
    await workspace.write('ed25519.pub', ed25519.publicKey.export(spki).toString());
    await workspace.write('rsa.pub', rsa.publicKey.export(spki).toString());
    await outputOf(tools.paths.cosign, ['generate-key-pair'], {
      env: { ...workspace.env, COSIGN_PASSWORD: password },
      cwd: workspace.directory,
    });
    for (const version of ['cosign', 'cosign-2'] as const)
      users[version] = await cosignUser(tools.paths[version], sigstore, workspace.path(version));
  });
  afterAll(() => scene?.close());

  const lines = (format: string, signing: string, verifying = 'verify'): string => `
attestations: {format: ${format}}
plugins:
  - use: cosign-sign
    with: ${signing}
  - slsa-provenance
  - ${verifying}
sigstore: {rekor: "${scene.sigstore.rekorUrl}", trustedRoot: ${scene.sigstore.trustedRootPath}}
`;
  const cosign = (version: 'cosign' | 'cosign-2', ...args: string[]) =>
    runProgram(tools.paths[version], args, { env: users[version] ?? {}, cwd: scene.workspace.directory });

  it.each(keys)('%s: cosign 3 and 2 verify them in the format %s', async (_, format, name, mode, key) => {
    const image = `${name}-${format}`;
    const done = await scene.mirror(
      ['run', '--json'],
      image,
      lines(format, `{mode: ${mode}, key: "${key}"}`),
    );
    expect(done, done.stderr).toMatchObject({ exitCode: 0 });
    const reference = `${scene.reference(image)}:1.0.0`;
    const flags = ['--key', `${name}.pub`];
    const other = name === 'rsa' ? 'p256.pub' : 'rsa.pub';
    for (const version of ['cosign', 'cosign-2'] as const) {
      for (const command of [['verify'], ['verify-attestation', '--type', 'slsaprovenance1']]) {
        const ended = await cosign(version, ...command, ...flags, reference);
        expect(ended, `${version} ${command.join(' ')}: ${ended.stderr}`).toMatchObject({ exitCode: 0 });
      }
      expect((await cosign(version, 'verify', '--key', other, reference)).exitCode).not.toBe(0);
    }
    // Whoever has the public key alone verifies as well.
    const verified = await scene.mirror(
      ['verify', '--json'],
      image,
      lines(format, `{mode: ${mode}, key: ./gone.pem}`, `{use: verify, with: {key: ./${name}.pub}}`),
    );
    expect(verified, verified.stderr).toMatchObject({ exitCode: 0 });
    // There is no identity that cosign could be told to ask for.
    expect(verified.report.verify).toBeUndefined();
    // By the key alone, without a manifest.
    const provenance = (...args: string[]) => scene.workspace.mirror(['provenance', reference, ...args]);
    const root = ['--trusted-root', scene.sigstore.trustedRootPath];
    const read = await provenance('--key', `${name}.pub`, ...root);
    expect(read, read.stderr).toMatchObject({ exitCode: 0 });
    expect(JSON.parse(read.stdout)).toHaveProperty('buildDefinition');
    if (format === 'both') {
      // By the manifest, which names the key; and by another key.
      expect((await provenance('--config', `${image}.yaml`)).stdout).toBe(read.stdout);
      const refused = await provenance('--key', other, ...root);
      expect(refused.exitCode, refused.stderr).toBe(3);
    }
    for (const { stdout, stderr } of [done, verified])
      expect(stdout + stderr).not.toMatch(new RegExp(`${password}|PRIVATE KEY`));
  });

  it('is not what an identity verifies, and the other way round: the manifest says so at its line', async () => {
    const identity = '{use: verify, with: {identity: ^a$, issuer: "https://issuer"}}';
    const signed = await scene.mirror(
      ['run'],
      'mixed',
      lines('both', '{mode: key, key: ./p256.pem}', identity),
    );
    expect(signed.exitCode).not.toBe(0);
    expect(signed.stderr).toMatch(/mixed\.yaml:9:\d+/);
    const keyless = await scene.mirror(
      ['run'],
      'mixed',
      lines('both', '{mode: keyless}', '{use: verify, with: {key: ./rsa.pub}}'),
    );
    expect(keyless.exitCode).not.toBe(0);
    expect(keyless.stderr).toMatch(/mixed\.yaml:9:\d+/);
  });

  it.each(['P-384', 'P-521'])(
    'are refused of a key on %s, whose signatures cosign does not verify by itself',
    async (namedCurve) => {
      const { workspace, registry } = scene;
      const pair = generateKeyPairSync('ec', { namedCurve });
      await workspace.write(
        `${namedCurve}.pem`,
        pair.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
      );
      const refused = await scene.mirror(
        ['run', '--json'],
        'refused',
        lines('bundle', `{mode: key, key: ./${namedCurve}.pem}`),
      );
      expect(refused.exitCode).toBe(1);
      expect(refused.report.images[0]?.error).toMatchObject({ code: 'MIRROR_SIGNING_KEY' });

      const image = `${registry.host}/upstream/app@${scene.digests[1]}`;
      const offline = {
        sign: ['--tlog-upload=false', '--use-signing-config=false'],
        verify: ['--insecure-ignore-tlog'],
      };
      await cosign(
        'cosign',
        'import-key-pair',
        '--key',
        `${namedCurve}.pem`,
        '--output-key-prefix',
        namedCurve,
      );
      const signed = await cosign(
        'cosign',
        'sign',
        '--yes',
        '--key',
        `${namedCurve}.key`,
        ...offline.sign,
        image,
      );
      expect(signed, signed.stderr).toMatchObject({ exitCode: 0 });
      const verified = await cosign(
        'cosign',
        'verify',
        '--key',
        `${namedCurve}.pub`,
        ...offline.verify,
        image,
      );
      expect(verified.exitCode).not.toBe(0);
      expect(verified.stderr).toMatch(/invalid signature|do not match threshold/);
    },
  );

  it('of the cosign CLI before 3.0 are not made: the run says so before anything is copied', async () => {
    const { workspace, registry } = scene;
    await mkdir(workspace.path('old'));
    await symlink(tools.paths['cosign-2'], workspace.path('old/cosign'));
    const env = { PATH: `${workspace.path('old')}:${workspace.env.PATH}` };
    const ended = await scene.mirror(
      ['run', '--json'],
      'old-cosign',
      lines('both', '{mode: cosign, key: ./cosign.key}'),
      env,
    );
    expect(ended.exitCode).toBe(1);
    expect(ended.stdout + ended.stderr).toContain('MIRROR_COSIGN_VERSION');
    expect(registry.repository('mirror/old-cosign').isEmpty()).toBe(true);
  });

  it.each([
    ['a wrong password', '{mode: cosign, key: ./cosign.key}', { COSIGN_PASSWORD: 'wrong-password-1' }],
    ['a key that is not there', '{mode: key, key: ./absent.pem}', {}],
    ['a KMS that cannot be reached', '{mode: cosign, key: "hashivault://key"}', {}],
  ])('with %s the run ends without a tag, and says what to do', async (_, signing, env) => {
    await scene.workspace.write(
      'broken.yaml',
      `version: 1\ndestination: ${scene.registry.host}/mirror\n${lines('both', signing)}\nimages:\n  - {name: broken, source: "${scene.registry.host}/upstream/app", tags: ["1.0.0"]}\n`,
    );
    const ended = await scene.workspace.mirror(['run', '--json', '--config', 'broken.yaml'], env);
    expect(ended.exitCode).toBe(1);
    expect(ended.report.images[0]?.error).toMatchObject({
      code: 'MIRROR_SIGNING_KEY',
      hint: expect.any(String),
    });
    expect(scene.registry.repository('mirror/broken').tags.has('1.0.0')).toBe(false);
    expect(ended.stdout + ended.stderr).not.toContain('wrong-password-1');
  });
});
