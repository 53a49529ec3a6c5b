import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { actionsCredentials, credentialFiles, environmentCredentials } from './environment-credentials.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'credentials-'));
});

afterEach(() => rm(directory, { recursive: true }));

async function file(name: string, auths: Record<string, string>): Promise<void> {
  const path = join(directory, name);
  await mkdir(dirname(path), { recursive: true });
  const entries = Object.entries(auths).map(([key, user]) => [
    key,
    { auth: Buffer.from(`${user}:password`).toString('base64') },
  ]);
  await writeFile(path, JSON.stringify({ auths: Object.fromEntries(entries) }));
}

const environment = () => ({
  REGISTRY_AUTH_FILE: join(directory, 'explicit.json'),
  DOCKER_CONFIG: join(directory, 'docker'),
  XDG_RUNTIME_DIR: join(directory, 'run'),
  XDG_CONFIG_HOME: join(directory, 'config'),
});

describe('credentialFiles', () => {
  it.each([
    ['the usual places', {}, ['/home/.docker/config.json', '/home/.config/containers/auth.json']],
    [
      'everything that a variable names',
      {
        REGISTRY_AUTH_FILE: '/auth',
        DOCKER_CONFIG: '/docker',
        XDG_RUNTIME_DIR: '/run',
        XDG_CONFIG_HOME: '/c',
      },
      ['/auth', '/docker/config.json', '/run/containers/auth.json', '/c/containers/auth.json'],
    ],
    [
      'no empty variable',
      { REGISTRY_AUTH_FILE: '', DOCKER_CONFIG: '', XDG_RUNTIME_DIR: '' },
      ['/home/.docker/config.json', '/home/.config/containers/auth.json'],
    ],
  ])('are %s', (_, variables, expected) => {
    expect(credentialFiles(variables, '/home')).toEqual(expected);
  });
});

describe('environmentCredentials', () => {
  it('asks one file after another', async () => {
    await file('explicit.json', { 'a.dev': 'explicit' });
    await file('docker/config.json', { 'a.dev': 'docker', 'b.dev': 'docker' });
    await file('run/containers/auth.json', { 'b.dev': 'podman', 'c.dev': 'podman' });
    await file('config/containers/auth.json', { 'd.dev': 'config' });
    const find = environmentCredentials(environment());
    const users = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((host) => find(`${host}.dev`)));
    expect(
      users.map((found) => (found !== undefined && 'username' in found ? found.username : found)),
    ).toEqual(['explicit', 'docker', 'podman', 'config', undefined]);
  });

  it.each([
    ['the repository itself', 'team/app/web', 'repository'],
    ['a namespace above it', 'team/app/api', 'namespace'],
    ['the host', 'other', 'host'],
    ['no path', undefined, 'host'],
    ['the beginning of a word as nothing', 'teams/app', 'host'],
  ])('takes %s', async (_, path, username) => {
    await file('run/containers/auth.json', {
      'quay.io': 'host',
      'quay.io/team/app': 'namespace',
      'quay.io/team/app/web': 'repository',
    });
    expect(await environmentCredentials(environment())('quay.io', path)).toMatchObject({ username });
  });

  it('takes the token of GitHub Actions only where no file has anything', async () => {
    await file('docker/config.json', { 'ghcr.io/acme': 'docker' });
    const find = environmentCredentials({
      ...environment(),
      GITHUB_ACTIONS: 'true',
      GITHUB_TOKEN: 'token-of-the-job',
      GITHUB_ACTOR: 'octocat',
    });
    expect(await find('ghcr.io', 'acme/app')).toMatchObject({ username: 'docker' });
    expect(await find('ghcr.io', 'other/app')).toEqual({ username: 'octocat', password: 'token-of-the-job' });
  });
});

describe('actionsCredentials', () => {
  const job = { GITHUB_ACTIONS: 'true', GITHUB_TOKEN: 'token-of-the-job', GITHUB_ACTOR: 'octocat' };
  it.each([
    ['another registry', job, 'docker.io'],
    ['another host that looks like it', job, 'ghcr.io.dev'],
    ['no Actions', { ...job, GITHUB_ACTIONS: undefined }, 'ghcr.io'],
    ['no token', { ...job, GITHUB_TOKEN: '' }, 'ghcr.io'],
  ])('has nothing for %s', async (_, variables, registry) => {
    expect(await actionsCredentials(variables)(registry)).toBeUndefined();
  });
});
