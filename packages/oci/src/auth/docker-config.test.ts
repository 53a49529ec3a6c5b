import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dockerCredentials } from './docker-config.ts';

let directory: string;
const path = process.env.PATH;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'docker-config-'));
  process.env.PATH = `${directory}:${path}`;
});

afterEach(async () => {
  process.env.PATH = path;
  await rm(directory, { recursive: true });
});

function source(config: object | string) {
  const text = typeof config === 'string' ? config : JSON.stringify(config);
  return writeFile(join(directory, 'config.json'), text).then(() => dockerCredentials(directory));
}

async function helper(name: string, script: string): Promise<void> {
  const file = join(directory, `docker-credential-${name}`);
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
}

const auth = Buffer.from('user:pass:word').toString('base64');

describe('dockerCredentials', () => {
  it.each([
    ['the host', 'ghcr.io', { auths: { 'ghcr.io': { auth } } }],
    ['a URL', 'ghcr.io', { auths: { 'https://ghcr.io/v2/': { auth } } }],
    ['Docker Hub by its old name', 'docker.io', { auths: { 'https://index.docker.io/v1/': { auth } } }],
    ['name and password', 'ghcr.io', { auths: { 'ghcr.io': { username: 'user', password: 'pass:word' } } }],
  ])('finds %s', async (_, registry, config) => {
    expect(await (await source(config))(registry)).toEqual({ username: 'user', password: 'pass:word' });
  });

  it('finds a refresh token', async () => {
    const find = await source({ auths: { 'acme.azurecr.io': { auth, identitytoken: 'refresh-me' } } });
    expect(await find('acme.azurecr.io')).toEqual({ identityToken: 'refresh-me' });
  });

  it('is anonymous without an entry or a file', async () => {
    expect(await (await source({ auths: { 'ghcr.io': {} } }))('ghcr.io')).toBeUndefined();
    expect(await dockerCredentials(join(directory, 'none'))('ghcr.io')).toBeUndefined();
  });

  it('asks the helper of a registry before the entries, and the store last', async () => {
    await helper('one', `read server; echo "{\\"Username\\":\\"one\\",\\"Secret\\":\\"$server\\"}"`);
    await helper('two', `read server; echo '{"Username":"<token>","Secret":"refresh-token"}'`);
    const find = await source({
      auths: { 'a.dev': { auth }, 'b.dev': { auth } },
      credHelpers: { 'a.dev': 'one' },
      credsStore: 'two',
    });
    expect(await find('a.dev')).toEqual({ username: 'one', password: 'a.dev' });
    expect(await find('b.dev')).toEqual({ username: 'user', password: 'pass:word' });
    expect(await find('c.dev')).toEqual({ identityToken: 'refresh-token' });
  });

  it.each(['docker.io', 'index.docker.io', 'https://index.docker.io/v1/'])(
    'asks the helper of Docker Hub under %s by the name that docker gives it',
    async (key) => {
      await helper('hub', `read server; echo "{\\"Username\\":\\"hub\\",\\"Secret\\":\\"$server\\"}"`);
      const find = await source({ credHelpers: { [key]: 'hub' } });
      expect(await find('docker.io')).toEqual({ username: 'hub', password: 'https://index.docker.io/v1/' });
    },
  );

  it('is anonymous where the store has nothing', async () => {
    await helper('none', 'echo "credentials not found in native keychain"; exit 1');
    expect(await (await source({ credsStore: 'none' }))('a.dev')).toBeUndefined();
  });

  it.each([
    ['fails', 'broken', 'echo oops >&2; exit 1'],
    ['answers nonsense', 'broken', 'echo "secret-that-must-not-be-seen"'],
    ['is not there', 'other', 'true'],
  ])('says so when a helper %s', async (_, name, script) => {
    await helper('broken', script);
    const find = await source({ credsStore: name });
    const error = await find('a.dev').catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'MIRROR_CREDENTIAL_HELPER_FAILED' });
    expect(String(error)).not.toContain('must-not-be-seen');
  });

  it.each(['{', '[]x', 'null'])('refuses a file of %s', async (text) => {
    await expect((await source(text))('a.dev')).rejects.toMatchObject({
      code: 'MIRROR_DOCKER_CONFIG_INVALID',
    });
  });
});
