import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { environmentCredentials, OciClient, type Repository } from '@multiarch-mirror/oci';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildArtifact } from '../image/artifact.ts';
import { pushImage } from '../image/push-image.ts';
import { openClosedInternet } from '../internet/closed-internet.ts';
import { createRegistry } from '../registry/embedded-registry.ts';
import { profileUser, registryProfiles } from '../registry/profiles.ts';
import { createLab } from './client-lab.fixture.ts';
import { noProxy, setEnvironment } from './environment.fixture.ts';

// Credentials as the tools of a machine keep them, against registries that want them.
const lab = createLab();
const artifact = buildArtifact({ artifactType: 'application/x.test' });
const { username, password } = profileUser;
const auth = { username, password, kind: 'token' } as const;
const right = Buffer.from(`${username}:${password}`).toString('base64');
const wrong = Buffer.from('somebody:else').toString('base64');
let directory: string;
const undo: (() => void | Promise<void>)[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'credentials-'));
  undo.push(
    setEnvironment({
      ...noProxy,
      PATH: `${directory}${delimiter}${process.env.PATH ?? ''}`,
      HOME: directory,
      DOCKER_CONFIG: directory,
      REGISTRY_AUTH_FILE: undefined,
      XDG_RUNTIME_DIR: undefined,
      XDG_CONFIG_HOME: undefined,
    }),
  );
});
afterEach(async () => {
  await lab.close();
  for (const one of undo.splice(0).reverse()) await one();
  await rm(directory, { recursive: true });
});

const file = (name: string, content: object) => writeFile(join(directory, name), JSON.stringify(content));

/** A credential helper that is a program, as docker's are. */
async function helper(name: string, answer: object): Promise<void> {
  const program = join(directory, `docker-credential-${name}`);
  await writeFile(program, `#!/bin/sh\ncat > "$0.asked"\necho '${JSON.stringify(answer)}'\n`);
  await chmod(program, 0o755);
}

function open(host: string, path = 'team/app', options = {}): Repository {
  const client = lab.client({ credentials: environmentCredentials(), ...options });
  return client.repository({ transport: 'registry', registry: host, path }, { writes: true });
}

describe('credentials for a registry', () => {
  it.each<[what: string, prepare: (host: string) => Promise<void>]>([
    ["docker's file", (host) => file('config.json', { auths: { [host]: { auth: right } } })],
    ['a URL in it', (host) => file('config.json', { auths: { [`https://${host}/v1/`]: { auth: right } } })],
    [
      'the file that REGISTRY_AUTH_FILE names',
      async (host) => {
        await file('auth.json', { auths: { [host]: { auth: right } } });
        await file('config.json', { auths: { [host]: { auth: wrong } } });
        undo.push(setEnvironment({ REGISTRY_AUTH_FILE: join(directory, 'auth.json') }));
      },
    ],
    [
      'the entry of a namespace, over that of the host',
      (host) =>
        file('config.json', { auths: { [host]: { auth: wrong }, [`${host}/team`]: { auth: right } } }),
    ],
    [
      'the helper of the registry, over its entry',
      async (host) => {
        await helper('one', { ServerURL: host, Username: username, Secret: password });
        await file('config.json', { auths: { [host]: { auth: wrong } }, credHelpers: { [host]: 'one' } });
      },
    ],
    [
      'the store',
      async () => {
        await helper('all', { Username: username, Secret: password });
        await file('config.json', { credsStore: 'all' });
      },
    ],
  ])('from %s let it be written', async (_, prepare) => {
    const registry = await lab.registry({ auth });
    await prepare(registry.host);
    await pushImage(open(registry.host), artifact, 'v1');
    expect(registry.repository('team/app').tags.has('v1')).toBe(true);
  });

  it('of one namespace are not shown for another', async () => {
    const registry = await lab.registry({ auth });
    await file('config.json', { auths: { [`${registry.host}/team`]: { auth: right } } });
    await expect(open(registry.host, 'other/app').tags()).rejects.toMatchObject({
      code: 'MIRROR_UNAUTHORIZED',
    });
    await expect(open(registry.host).tags()).rejects.toMatchObject({ code: 'MIRROR_REPOSITORY_UNKNOWN' });
  });

  it('as the manifest gives them come before everything else', async () => {
    const registry = await lab.registry({ auth });
    await file('config.json', { auths: { [registry.host]: { auth: wrong } } });
    const registries = { [registry.host]: { auth: { username, password } } };
    await pushImage(open(registry.host, 'team/app', { registries }), artifact, 'v1');
  });

  it("of ACR's helper are a refresh token, which is traded", async () => {
    const registry = await lab.registry(registryProfiles.acr);
    await helper('acr-env', { Username: '<token>', Secret: password });
    await file('config.json', { credHelpers: { [registry.host]: 'acr-env' } });
    await pushImage(open(registry.host), artifact, 'v1');
    const tokens = registry.requests.filter(({ kind }) => kind === 'token');
    expect(tokens.map(({ method, headers }) => [method, headers.authorization])).toEqual([
      ['POST', undefined],
    ]);
  });

  it('that are wrong are told from those that are missing', async () => {
    const registry = await lab.registry({ auth });
    const missing = { code: 'MIRROR_UNAUTHORIZED', hint: expect.stringContaining('docker login') };
    await expect(open(registry.host).tags()).rejects.toMatchObject(missing);
    await file('config.json', { auths: { [registry.host]: { auth: wrong } } });
    const mistaken = { code: 'MIRROR_UNAUTHORIZED', hint: expect.stringContaining('Check the credentials') };
    await expect(open(registry.host).tags()).rejects.toMatchObject(mistaken);
  });
});

describe('GITHUB_TOKEN', () => {
  it.each([
    ['inside Actions lets a job push to ghcr.io', 'true', 'done'],
    ['elsewhere is not taken', undefined, 'MIRROR_UNAUTHORIZED'],
  ])('%s', async (_, actions, outcome) => {
    const registry = createRegistry(registryProfiles.ghcr);
    const internet = await openClosedInternet({ 'ghcr.io': registry.handler });
    undo.push(
      () => registry.close(),
      () => internet.close(),
      setEnvironment({
        HTTPS_PROXY: internet.proxy,
        SSL_CERT_FILE: internet.authority,
        GITHUB_ACTIONS: actions,
        GITHUB_TOKEN: password,
        GITHUB_ACTOR: username,
      }),
    );
    const pushing = pushImage(open('ghcr.io'), artifact, 'v1');
    expect(
      await pushing.then(
        () => 'done',
        (error: { code: string }) => error.code,
      ),
    ).toBe(outcome);
    expect(registry.repository('team/app').tags.has('v1')).toBe(outcome === 'done');
  });
});

it('is what a client takes that is told nothing', async () => {
  const registry = await lab.registry({ auth });
  await file('config.json', { auths: { [registry.host]: { auth: right } } });
  const client = new OciClient();
  const name = { transport: 'registry', registry: registry.host, path: 'team/app' } as const;
  await pushImage(client.repository(name, { writes: true }), artifact, 'v1');
  await client.close();
});
