import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createExec } from '@multiarch-mirror/core';
import { fakeRunContext } from '@multiarch-mirror/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { manifestSource, repositoryUrl } from './manifest-source.ts';

describe('repositoryUrl', () => {
  it.each([
    ['https://github.com/acme/mirror', 'https://github.com/acme/mirror'],
    ['https://github.com/acme/mirror.git', 'https://github.com/acme/mirror'],
    ['https://user:secret@git.acme.dev:8443/acme/mirror.git/', 'https://git.acme.dev:8443/acme/mirror'],
    ['git@github.com:acme/mirror.git', 'https://github.com/acme/mirror'],
    ['ssh://git@git.acme.dev:2222/acme/mirror.git', 'https://git.acme.dev/acme/mirror'],
    ['/srv/git/mirror.git', undefined],
    ['file:///srv/git/mirror.git', undefined],
    ['../mirror', undefined],
    ['', undefined],
  ])('reads %s', (remote, url) => {
    expect(repositoryUrl(remote)).toBe(url);
  });
});

describe('manifestSource', () => {
  let directory = '';
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'mirror-git-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  const environment = () => ({
    PATH: process.env.PATH,
    HOME: directory,
    GIT_AUTHOR_NAME: 'a',
    GIT_AUTHOR_EMAIL: 'a@acme.dev',
    GIT_COMMITTER_NAME: 'a',
    GIT_COMMITTER_EMAIL: 'a@acme.dev',
  });
  const git = (...args: string[]) =>
    execFileSync('git', args, { cwd: join(directory, 'work'), env: environment(), encoding: 'utf8' }).trim();
  const source = (path = process.env.PATH ?? '') => {
    const exec = createExec(new AbortController().signal, { ...environment(), PATH: path });
    return manifestSource(fakeRunContext({ exec, directory: join(directory, 'work', 'mirror') }));
  };

  async function commit(): Promise<string> {
    await mkdir(join(directory, 'work', 'mirror'), { recursive: true });
    await writeFile(join(directory, 'work', 'mirror', 'mirror.config.yaml'), 'version: 1\n');
    git('init', '--quiet', '--initial-branch', 'main');
    git('add', '.');
    git('commit', '--quiet', '--message', 'a manifest');
    git('remote', 'add', 'origin', 'git@github.com:acme/mirror.git');
    return git('rev-parse', 'HEAD');
  }

  it('is the commit of the working tree, with the branch', async () => {
    const head = await commit();
    const expected = { repository: 'https://github.com/acme/mirror', commit: head };
    expect(await source()).toEqual({ ...expected, ref: 'refs/heads/main' });
    await writeFile(join(directory, 'work', 'elsewhere'), 'does not matter');
    git('checkout', '--quiet', '--detach');
    expect(await source()).toEqual(expected);
  });

  it('is unknown where the manifest, or what lies beside it, is not as it was committed', async () => {
    await commit();
    await writeFile(join(directory, 'work', 'mirror', 'mirror.config.yaml'), 'version: 1\nimages: []\n');
    expect(await source()).toBeUndefined();
    git('checkout', '--quiet', '.');
    await writeFile(join(directory, 'work', 'mirror', 'plugin.ts'), 'export default {}');
    expect(await source()).toBeUndefined();
  });

  it('is unknown without a commit, a remote, a repository or git', async () => {
    await commit();
    git('remote', 'remove', 'origin');
    expect(await source()).toBeUndefined();
    await rm(join(directory, 'work', '.git'), { recursive: true });
    expect(await source()).toBeUndefined();
    git('init', '--quiet');
    expect(await source()).toBeUndefined();
    expect(await source(join(directory, 'no-programs'))).toBeUndefined();
  });

  it('is what GitHub says in GitHub Actions, without asking git', async () => {
    const invocation = {
      repository: 'https://github.com/acme/mirror',
      commit: 'abc',
      ref: 'refs/heads/main',
    };
    expect(await manifestSource(fakeRunContext({ invocation }))).toEqual(invocation);
    const { repository } = invocation;
    expect(await manifestSource(fakeRunContext({ invocation: { repository } }))).toBeUndefined();
  });
});
