import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureTools } from '../../../tools/ensure.ts';
import { cosignUser } from '../support/cosign.ts';
import { keyChain } from '../support/manifest.ts';
import { runProgram } from '../support/program.ts';
import { type SmallScene, setSmallScene } from '../support/small-scene.ts';
import { createSoftToken, type SoftToken } from '../support/soft-token.ts';

const tools = await ensureTools(['cosign', 'cosign-pkcs11', 'softhsm2']);

describe.skipIf(tools.missing.length > 0)('signatures of a key in a token', () => {
  let scene: SmallScene;
  let token: SoftToken;
  let user: Record<string, string>;
  const pin = randomBytes(9).toString('hex');
  const wrongPin = randomBytes(9).toString('hex');

  beforeAll(async () => {
    scene = await setSmallScene({ programs: { cosign: tools.paths['cosign-pkcs11'] } });
    const { workspace, sigstore } = scene;
    const officer = randomBytes(9).toString('hex');
    token = await createSoftToken(tools.paths.softhsm2, workspace.path('home'), { user: pin, officer });
    for (const [id, [name, pair]] of Object.entries(
      Object.entries({
        p256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
        rsa: generateKeyPairSync('rsa', { modulusLength: 2048 }),
      }),
    )) {
      const file = `${name}.pem`;
      await workspace.write(file, String(pair.privateKey.export({ format: 'pem', type: 'pkcs8' })));
      await workspace.write(`${name}.pub`, String(pair.publicKey.export({ format: 'pem', type: 'spki' })));
      await token.put(name, `0${id}`, workspace.path(file));
    }
    user = await cosignUser(tools.paths['cosign-pkcs11'], sigstore, workspace.path('user'));
  });
  afterAll(() => scene?.close());

  const uri = (object: string, { label = token.label, module = token.module, more = '' } = {}): string =>
    `pkcs11:token=${label};object=${object}?module-path=${module}${more}`;
  const withPin = (object: string): string => uri(object, { more: `&pin-value=${pin}` });
  const unlocked = () => ({ ...token.env, COSIGN_PKCS11_PIN: pin });
  const lines = (key: string, verifying?: string): string => keyChain(scene.sigstore, key, verifying);
  const tagOf = (image: string): boolean => scene.registry.repository(`mirror/${image}`).tags.has('1.0.0');

  const verify = (program: 'cosign' | 'cosign-pkcs11', image: string, key: string, ...command: string[]) =>
    runProgram(tools.paths[program], [...command, '--key', key, `${scene.reference(image)}:1.0.0`], {
      env: { ...user, ...token.env },
      cwd: scene.workspace.directory,
    });

  it('are what cosign verifies, by the public key and by the token; a second run signs nothing', async () => {
    const done = await scene.mirror(['run', '--json'], 'signed', lines(uri('p256')), unlocked());
    expect(done, done.stderr).toMatchObject({ exitCode: 0 });
    for (const command of [['verify'], ['verify-attestation', '--type', 'slsaprovenance1']]) {
      // Whoever verifies needs no token; who has one may ask it, with the PIN in the URI: cosign reads it nowhere else then.
      const byFile = await verify('cosign', 'signed', 'p256.pub', ...command);
      expect(byFile, byFile.stderr).toMatchObject({ exitCode: 0 });
      const byToken = await verify('cosign-pkcs11', 'signed', withPin('p256'), ...command);
      expect(byToken, byToken.stderr).toMatchObject({ exitCode: 0 });
    }
    expect((await verify('cosign-pkcs11', 'signed', withPin('rsa'), 'verify')).exitCode).not.toBe(0);

    const byFile = lines(uri('p256'), '{use: verify, with: {key: ./p256.pub}}');
    const verified = await scene.mirror(['verify', '--json'], 'signed', byFile);
    expect(verified, verified.stderr).toMatchObject({ exitCode: 0 });
    const byKey = await scene.mirror(['verify', '--json'], 'signed', lines(uri('p256')), unlocked());
    expect(byKey, byKey.stderr).toMatchObject({ exitCode: 0 });

    const before = scene.sigstore.entries().length;
    const again = await scene.mirror(['run', '--json', '--deep'], 'signed', lines(uri('p256')), unlocked());
    expect(again, again.stderr).toMatchObject({ exitCode: 0 });
    expect(scene.sigstore.entries()).toHaveLength(before);
  });

  it('may be of a key of RSA', async () => {
    const done = await scene.mirror(['run', '--json'], 'rsa', lines(uri('rsa')), unlocked());
    expect(done, done.stderr).toMatchObject({ exitCode: 0 });
    const verified = await verify('cosign', 'rsa', 'rsa.pub', 'verify');
    expect(verified, verified.stderr).toMatchObject({ exitCode: 0 });
  });

  it('are made for several images in several processes at once, by a PIN in the URI that nobody sees', async () => {
    const shards = [1, 2].map((shard) => [1, 2].map((image) => `shard-${shard}-${image}`));
    const key = withPin('p256');
    const seen = await watchArguments(scene, tools.paths['cosign-pkcs11']);
    const ended = await Promise.all(
      shards.map((images) =>
        scene.mirror(['run', '--json', '--log-level', 'debug'], images, lines(key), {
          ...token.env,
          ...seen.env,
        }),
      ),
    );
    for (const { exitCode, stdout, stderr } of ended) {
      expect(exitCode, stderr).toBe(0);
      expect(stdout + stderr).not.toContain(pin);
    }
    for (const image of shards.flat()) {
      const verified = await verify('cosign', image, 'p256.pub', 'verify');
      expect(verified, verified.stderr).toMatchObject({ exitCode: 0 });
    }
    const said = await seen.arguments();
    expect(said).toMatch(/sign-blob --key pkcs11:token=mirror;object=p256\?/);
    // Each process asks for the public key once.
    expect(said.match(/^public-key /gm)).toHaveLength(shards.length);
    expect(said).not.toContain(pin);
    const record = await recordOf(scene, shards[0]?.[0] ?? '');
    expect(record).toContain('1.0.0');
    expect(record).not.toContain(pin);
  });

  it.each<[string, () => string, () => Record<string, string>, RegExp, RegExp]>([
    [
      'without a PIN',
      () => uri('p256'),
      () => ({ ...token.env, COSIGN_PKCS11_PIN: '' }),
      /get pin/,
      /Set COSIGN_PKCS11_PIN/,
    ],
    ['with a key that is not there', () => uri('none'), unlocked, /signer not set/, /Check `object` or `id`/],
    [
      'with a token that is not there',
      () => uri('p256', { label: 'none' }),
      unlocked,
      /find PKCS#11 token/,
      /Check `token` or `slot-id`/,
    ],
    [
      'with a module that is not there',
      () => uri('p256', { module: '/usr/lib/none.so' }),
      unlocked,
      /no such file/,
      /absolute path/,
    ],
    [
      'with a module that is none',
      () => uri('p256', { module: scene.workspace.path('p256.pub') }),
      unlocked,
      /could not open PKCS#11/,
      /absolute path/,
    ],
    ['without a module', () => 'pkcs11:token=mirror;object=p256', unlocked, /module-path/, /absolute path/],
  ])('%s the run ends without a tag, and says what to do', async (what, key, env, says, hint) => {
    const image = what.replaceAll(/\W+/g, '-').toLowerCase();
    const ended = await scene.mirror(['run', '--json'], image, lines(key()), env());
    expect(ended.exitCode).toBe(1);
    expect(ended.report.images[0]?.error).toMatchObject({
      code: 'MIRROR_SIGNING_KEY',
      message: expect.stringMatching(says),
      hint: expect.stringMatching(hint),
    });
    expect(tagOf(image)).toBe(false);
  });

  it.each<[string, (pin: string) => [string, Record<string, string>]]>([
    ['in the variable', (wrong) => [uri('p256'), { COSIGN_PKCS11_PIN: wrong }]],
    ['in the URI', (wrong) => [uri('p256', { more: `&pin-value=${wrong}` }), {}]],
  ])(
    'with a wrong PIN %s no tag moves, and the token is asked once: others lock themselves',
    async (_, wrong) => {
      const images = ['wrong-1', 'wrong-2', 'wrong-3', 'wrong-4'];
      const [key, env] = wrong(wrongPin);
      const seen = await watchArguments(scene, tools.paths['cosign-pkcs11']);
      const ended = await scene.mirror(['run', '--json'], images, lines(key), {
        ...token.env,
        ...seen.env,
        ...env,
      });
      expect(ended.exitCode).toBe(1);
      expect(ended.report.images).toHaveLength(4);
      for (const { error } of ended.report.images) {
        expect(error).toMatchObject({
          code: 'MIRROR_SIGNING_KEY',
          message: expect.stringContaining('CKR_PIN_INCORRECT'),
          hint: expect.stringContaining('COSIGN_PKCS11_PIN'),
        });
      }
      expect(images.filter(tagOf)).toEqual([]);
      expect(ended.stdout + ended.stderr).not.toContain(wrongPin);
      expect((await seen.arguments()).match(/ --key /g)).toHaveLength(1);
    },
  );

  it('ask for a cosign that knows of tokens, which the usual one does not', async () => {
    const ended = await scene.mirror(['run', '--json'], 'usual', lines(uri('p256')), {
      ...unlocked(),
      ...(await scripted(scene, 'usual', `exec ${tools.paths.cosign} "$@"`)),
    });
    expect(ended.exitCode).toBe(1);
    expect(ended.report.images[0]?.error).toMatchObject({
      code: 'MIRROR_SIGNING_KEY',
      hint: expect.stringContaining('pkcs11key'),
    });
    expect(tagOf('usual')).toBe(false);
  });
});

/** A `cosign` of a few lines of shell that comes first on PATH. */
async function scripted(
  { workspace }: SmallScene,
  folder: string,
  script: string,
): Promise<{ PATH: string }> {
  await mkdir(workspace.path(folder));
  await workspace.write(join(folder, 'cosign'), `#!/bin/sh\n${script}\n`);
  await chmod(workspace.path(join(folder, 'cosign')), 0o755);
  return { PATH: `${workspace.path(folder)}:${workspace.env.PATH}` };
}

/** Notes what cosign is started with, as everybody on the machine sees it. */
async function watchArguments(
  scene: SmallScene,
  program: string,
): Promise<{ env: { PATH: string }; arguments(): Promise<string> }> {
  const folder = `watched-${randomBytes(4).toString('hex')}`;
  const file = scene.workspace.path(`${folder}.txt`);
  const env = await scripted(scene, folder, `echo "$*" >> ${file}\nexec ${program} "$@"`);
  return { env, arguments: () => readFile(file, 'utf8') };
}

/** All that the record of an image says. */
async function recordOf({ registry }: SmallScene, image: string): Promise<string> {
  const records = registry.repository('mirror/mirror-records');
  const manifest = Buffer.from(records.manifest(image)?.bytes ?? []).toString();
  const digests = new Set(
    manifest.match(/sha256:[0-9a-f]{64}/g)?.filter((digest) => records.blobs.has(digest)),
  );
  const blobs = [...digests].map(async (digest) => {
    const response = await fetch(`${registry.url}/v2/mirror/mirror-records/blobs/${digest}`);
    return response.text();
  });
  return [manifest, ...(await Promise.all(blobs))].join('\n');
}
