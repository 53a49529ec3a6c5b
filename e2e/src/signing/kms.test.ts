import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureTools } from '../../../tools/ensure.ts';
import { attached } from '../support/attached.ts';
import { cosignUser } from '../support/cosign.ts';
import { freePort } from '../support/free-port.ts';
import { type KeyService, operationOf, region, startKeyService } from '../support/key-service.ts';
import { keyChain } from '../support/manifest.ts';
import { outputOf, runProgram } from '../support/program.ts';
import { type SmallScene, setSmallScene } from '../support/small-scene.ts';

const tools = await ensureTools(['cosign', 'local-kms', 'moto']);

describe.skipIf(tools.missing.length > 0)('signatures of a key in a KMS', () => {
  let scene: SmallScene;
  let kms: KeyService;
  let user: Record<string, string>;
  const keys: Record<string, string> = {};
  // Whoever repeats what fails waits for seconds.
  const environment = { AWS_REGION: region, AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_MAX_ATTEMPTS: '1' };

  beforeAll(async () => {
    kms = await startKeyService('local-kms', tools.paths['local-kms']);
    for (const [name, spec] of [
      ['p256', 'ECC_NIST_P256'],
      ['rsa', 'RSA_3072'],
      ['disabled', 'ECC_NIST_P256'],
      ['p384', 'ECC_NIST_P384'],
    ] as const) {
      const id = await kms.createKey(spec);
      keys[name] = id;
      await kms.ask('CreateAlias', { AliasName: `alias/${name}`, TargetKeyId: id });
    }
    await kms.ask('DisableKey', { KeyId: keys.disabled });
    scene = await setSmallScene({ programs: { cosign: tools.paths.cosign }, env: environment });
    const { workspace, sigstore } = scene;
    await workspace.write('kms.pem', kms.front.authority);
    user = await cosignUser(tools.paths.cosign, sigstore, workspace.path('user'));
    Object.assign(user, environment, trusting());
    const publicKey = ['public-key', '--key', uri('alias/p256')];
    await workspace.write('p256.pub', await outputOf(tools.paths.cosign, publicKey, { env: user }));
  });
  afterAll(async () => {
    await Promise.all([scene?.close(), kms?.close()]);
  });

  const uri = (key = '', { front } = kms): string => `awskms://${front.host}/${key}`;
  const trusting = (): Record<string, string> => ({ AWS_CA_BUNDLE: scene.workspace.path('kms.pem') });
  const lines = (key: string, verifying?: string): string => keyChain(scene.sigstore, key, verifying);
  const cosign = (...args: string[]) =>
    runProgram(tools.paths.cosign, args, { env: user, cwd: scene.workspace.directory });
  const tagOf = (image: string): boolean => scene.registry.repository(`mirror/${image}`).tags.has('1.0.0');
  const signed = (from: number): number => kms.calls.slice(from).filter((call) => call === 'Sign').length;

  it('are what cosign verifies, by the public key and by the KMS; a second run signs nothing', async () => {
    const from = kms.calls.length;
    const before = scene.sigstore.entries().length;
    const key = uri('alias/p256');
    const done = await scene.mirror(['run', '--json'], 'signed', lines(key), trusting());
    expect(done, done.stderr).toMatchObject({ exitCode: 0 });
    expect(tagOf('signed')).toBe(true);
    // What was signed is in the log, and nothing was signed for nothing.
    expect(signed(from)).toBe(scene.sigstore.entries().length - before);

    const reference = `${scene.reference('signed')}:1.0.0`;
    for (const by of ['p256.pub', key]) {
      for (const command of [['verify'], ['verify-attestation', '--type', 'slsaprovenance1']]) {
        const ended = await cosign(...command, '--key', by, reference);
        expect(ended, `${command[0]} ${by}: ${ended.stderr}`).toMatchObject({ exitCode: 0 });
      }
    }
    expect((await cosign('verify', '--key', uri('alias/rsa'), reference)).exitCode).not.toBe(0);

    // By the public key alone, without any KMS; and by the key that the manifest signs with.
    const byFile = lines(key, '{use: verify, with: {key: ./p256.pub}}');
    const asked = kms.calls.length;
    const verified = await scene.mirror(['verify', '--json'], 'signed', byFile);
    expect(verified, verified.stderr).toMatchObject({ exitCode: 0 });
    expect(kms.calls).toHaveLength(asked);
    const byKey = await scene.mirror(['verify', '--json'], 'signed', lines(key), trusting());
    expect(byKey, byKey.stderr).toMatchObject({ exitCode: 0 });

    // Nothing to do is nothing to ask the KMS.
    const idle = kms.calls.length;
    const again = await scene.mirror(['run', '--json'], 'signed', lines(key), trusting());
    expect(again, again.stderr).toMatchObject({ exitCode: 0 });
    expect(kms.calls.slice(idle)).toEqual([]);
    const deep = await scene.mirror(['run', '--json', '--deep'], 'signed', lines(key), trusting());
    expect(deep, deep.stderr).toMatchObject({ exitCode: 0 });
    expect(signed(idle)).toBe(0);
  });

  it('are made for several images in several processes at once', async () => {
    const from = kms.calls.length;
    const before = scene.sigstore.entries().length;
    const shards = [1, 2].map((shard) => [1, 2, 3].map((image) => `shard-${shard}-${image}`));
    const ended = await Promise.all(
      shards.map((images) => scene.mirror(['run', '--json'], images, lines(uri('alias/p256')), trusting())),
    );
    for (const done of ended) expect(done, done.stderr).toMatchObject({ exitCode: 0 });
    expect(signed(from)).toBe(scene.sigstore.entries().length - before);
    for (const image of shards.flat())
      expect(await cosign('verify', '--key', 'p256.pub', `${scene.reference(image)}:1.0.0`)).toMatchObject({
        exitCode: 0,
      });
  });

  it.each<[string, () => Promise<string> | string, RegExp, RegExp, Record<string, string>?]>([
    [
      'a key that is not there',
      () => uri(randomUUID()),
      /NotFound|not find|does not exist/i,
      /name of the key/,
    ],
    ['an alias that is not there', () => uri('alias/none'), /NotFound|not found/i, /name of the key/],
    ['a key that is disabled', () => uri('alias/disabled'), /disabled/i, /Enable the key/],
    ['a key that cosign does not verify', () => uri('alias/p384'), /secp384r1/, /P-256/],
    // This one names PSS first, and cosign signs by what comes first.
    ['a key of RSA that signs with PSS', () => uri('alias/rsa'), /does not verify/, /PKCS #1/],
    ['a name that is none', () => uri('signing'), /awskms/, /.+/],
    ['nobody there', async () => `awskms://127.0.0.1:${await freePort()}/alias/p256`, /refused/, /reached/],
    ['an unknown authority', () => uri('alias/p256'), /x509/, /AWS_CA_BUNDLE/, { AWS_CA_BUNDLE: '' }],
    [
      'no credentials',
      () => uri('alias/p256'),
      /credentials/,
      /[Gg]ive the credentials/,
      { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_EC2_METADATA_DISABLED: 'true' },
    ],
  ])('with %s the run ends without a tag, and says what to do', async (what, key, says, hint, env = {}) => {
    const image = `broken-${what.replaceAll(/\W+/g, '-').toLowerCase()}`;
    const before = scene.sigstore.entries().length;
    const ended = await scene.mirror(['run', '--json'], image, lines(await key()), { ...trusting(), ...env });
    expect(ended.exitCode).toBe(1);
    expect(ended.report.images[0]).toMatchObject({
      image,
      line: 12,
      column: 5,
      error: {
        code: 'MIRROR_SIGNING_KEY',
        message: expect.stringMatching(says),
        hint: expect.stringMatching(hint),
      },
    });
    expect(tagOf(image)).toBe(false);
    expect(scene.sigstore.entries()).toHaveLength(before);
  });

  it('that goes away while it signs: no tag moves, and the next run completes what is there', async () => {
    const images = ['gone-1', 'gone-2'];
    const before = scene.sigstore.entries().length;
    let signatures = 0;
    kms.front.cutOff = ({ headers }) => {
      if (operationOf(headers) === 'Sign') signatures += 1;
      return signatures > 3;
    };
    const broken = await scene.mirror(['run', '--json'], images, lines(uri('alias/p256')), trusting());
    kms.front.cutOff = () => false;
    expect(broken.exitCode).toBe(1);
    for (const { error } of broken.report.images)
      expect(error).toMatchObject({ code: 'MIRROR_SIGNING_KEY', hint: expect.stringMatching(/reached/) });
    expect(images.filter(tagOf)).toEqual([]);
    expect(scene.sigstore.entries().length - before).toBe(3);

    const done = await scene.mirror(['run', '--json'], images, lines(uri('alias/p256')), trusting());
    expect(done, done.stderr).toMatchObject({ exitCode: 0 });
    const whole = await scene.mirror(['run'], 'whole', lines(uri('alias/p256')), trusting());
    expect(whole, whole.stderr).toMatchObject({ exitCode: 0 });
    for (const image of images) {
      expect(attached(scene.registry, `mirror/${image}`, '1.0.0')).toEqual(
        attached(scene.registry, 'mirror/whole', '1.0.0'),
      );
    }
  });

  describe('that asks for credentials', () => {
    let strict: KeyService;
    const users: Record<string, Record<string, string>> = {};

    beforeAll(async () => {
      strict = await startKeyService('moto', tools.paths.moto);
      await scene.workspace.write('strict.pem', strict.front.authority);
      keys.strict = await strict.createKey('ECC_NIST_P256');
      for (const [name, actions] of [
        ['signer', ['kms:GetPublicKey', 'kms:DescribeKey', 'kms:Sign']],
        ['reader', ['kms:GetPublicKey', 'kms:DescribeKey']],
      ] as const) {
        await strict.askIam('CreateUser', { UserName: name });
        const Statement = [{ Effect: 'Allow', Action: actions, Resource: '*' }];
        await strict.askIam('PutUserPolicy', {
          UserName: name,
          PolicyName: 'of-keys',
          PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }),
        });
        const made = await strict.askIam('CreateAccessKey', { UserName: name });
        users[name] = {
          AWS_CA_BUNDLE: scene.workspace.path('strict.pem'),
          AWS_ACCESS_KEY_ID: /<AccessKeyId>([^<]+)/.exec(made)?.[1] ?? '',
          AWS_SECRET_ACCESS_KEY: /<SecretAccessKey>([^<]+)/.exec(made)?.[1] ?? '',
        };
      }
      // From now on signatures and policies are held against what is asked for.
      await strict.post('/moto-api/reset-auth', '0');
    });
    afterAll(() => strict?.close());

    it.each<[string, string, Record<string, string>, readonly string[]]>([
      [
        'another secret',
        'signer',
        { AWS_SECRET_ACCESS_KEY: randomBytes(30).toString('base64') },
        ['GetPublicKey'],
      ],
      ['an unknown name', 'signer', { AWS_ACCESS_KEY_ID: 'AKIDNOBODY' }, ['GetPublicKey']],
      ['the right to read alone', 'reader', {}, ['GetPublicKey', 'DescribeKey', 'Sign']],
    ])('with %s the run ends without a tag', async (what, name, wrong, asked) => {
      const image = `denied-${what.replaceAll(/\W+/g, '-')}`;
      const [from, before] = [strict.calls.length, scene.sigstore.entries().length];
      const ended = await scene.mirror(['run', '--json'], image, lines(uri(keys.strict, strict)), {
        ...users[name],
        ...wrong,
      });
      expect(ended.exitCode).toBe(1);
      expect(ended.report.images[0]?.error).toMatchObject({
        code: 'MIRROR_SIGNING_KEY',
        message: expect.stringContaining('403'),
        hint: expect.stringMatching(/credentials/),
      });
      expect(tagOf(image)).toBe(false);
      expect(scene.sigstore.entries()).toHaveLength(before);
      expect([...new Set(strict.calls.slice(from))]).toEqual(asked);
    });

    it('and hashes the digest again is not believed: nothing is logged', async () => {
      const before = scene.sigstore.entries().length;
      const ended = await scene.mirror(['run', '--json'], 'twice', lines(uri(keys.strict, strict)), {
        ...users.signer,
      });
      expect(ended.exitCode).toBe(1);
      expect(ended.report.images[0]?.error).toMatchObject({
        code: 'MIRROR_SIGNING_KEY',
        message: expect.stringMatching(/does not verify/),
      });
      expect(strict.calls).toContain('Sign');
      expect(tagOf('twice')).toBe(false);
      expect(scene.sigstore.entries()).toHaveLength(before);
    });
  });
});
