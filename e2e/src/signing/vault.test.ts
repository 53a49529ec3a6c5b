import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureTools } from '../../../tools/ensure.ts';
import { cosignUser } from '../support/cosign.ts';
import { type KeyService, startKeyService } from '../support/key-service.ts';
import { keyChain } from '../support/manifest.ts';
import { runProgram } from '../support/program.ts';
import { type SmallScene, setSmallScene } from '../support/small-scene.ts';
import { startTransitService, type TransitService } from '../support/transit-service.ts';

const tools = await ensureTools(['cosign', 'local-kms']);

describe.skipIf(tools.missing.length > 0)('signatures of a key that is asked for as Vault is', () => {
  let scene: SmallScene;
  let kms: KeyService;
  let transit: TransitService;
  const token = `hvs.${randomBytes(18).toString('base64url')}`;
  const mount = 'engines/transit';

  beforeAll(async () => {
    kms = await startKeyService('local-kms', tools.paths['local-kms']);
    const id = await kms.createKey('ECC_NIST_P256');
    transit = await startTransitService(kms, id, { mount, key: 'mirror', token });
    scene = await setSmallScene({ programs: { cosign: tools.paths.cosign } });
    await scene.workspace.write('vault.pem', transit.front.authority);
    const { PublicKey } = JSON.parse(await kms.ask('GetPublicKey', { KeyId: id })) as { PublicKey: string };
    const pem = `-----BEGIN PUBLIC KEY-----\n${PublicKey}\n-----END PUBLIC KEY-----\n`;
    await scene.workspace.write('vault.pub', pem);
  });
  afterAll(() => Promise.all([scene?.close(), transit?.close(), kms?.close()]));

  const environment = (): Record<string, string> => ({
    VAULT_ADDR: `https://${transit.front.host}`,
    VAULT_TOKEN: token,
    VAULT_CACERT: scene.workspace.path('vault.pem'),
    TRANSIT_SECRET_ENGINE_PATH: mount,
  });
  const run = (image: string, key: string, env: Record<string, string> = {}) =>
    scene.mirror(['run', '--json'], image, keyChain(scene.sigstore, key), { ...environment(), ...env });

  it.each(['hashivault', 'openbao'])('are what cosign verifies: %s', async (scheme) => {
    const done = await run(scheme, `${scheme}://mirror`);
    expect(done, done.stderr).toMatchObject({ exitCode: 0 });
    const env = await cosignUser(tools.paths.cosign, scene.sigstore, scene.workspace.path(`user-${scheme}`));
    for (const command of [['verify'], ['verify-attestation', '--type', 'slsaprovenance1']]) {
      const args = [...command, '--key', 'vault.pub', `${scene.reference(scheme)}:1.0.0`];
      const verified = await runProgram(tools.paths.cosign, args, { env, cwd: scene.workspace.directory });
      expect(verified, verified.stderr).toMatchObject({ exitCode: 0 });
    }
  });

  it.each<[string, string, Record<string, string>, boolean, RegExp, RegExp]>([
    [
      'another-token',
      'hashivault://mirror',
      { VAULT_TOKEN: 'hvs.nobody' },
      false,
      /permission denied/,
      /credentials/,
    ],
    ['no-token', 'hashivault://mirror', { VAULT_TOKEN: '' }, false, /vault-token/, /Give the credentials/],
    ['no-address', 'hashivault://mirror', { VAULT_ADDR: '' }, false, /VAULT_ADDR/, /VAULT_ADDR/],
    ['no-key', 'hashivault://none', {}, false, /transit key path/, /name of the key/],
    ['sealed', 'hashivault://mirror', {}, true, /sealed/, /Unseal/],
    ['unknown-authority', 'hashivault://mirror', { VAULT_CACERT: '' }, false, /x509/, /VAULT_CACERT/],
  ])(
    'with %s the run ends without a tag, and says what to do',
    async (image, key, env, sealed, says, hint) => {
      transit.sealed = sealed;
      const before = scene.sigstore.entries().length;
      const ended = await run(image, key, env);
      transit.sealed = false;
      expect(ended.exitCode).toBe(1);
      expect(ended.report.images[0]?.error).toMatchObject({
        code: 'MIRROR_SIGNING_KEY',
        message: expect.stringMatching(says),
        hint: expect.stringMatching(hint),
      });
      expect(scene.registry.repository(`mirror/${image}`).tags.has('1.0.0')).toBe(false);
      expect(scene.sigstore.entries()).toHaveLength(before);
    },
  );
});
