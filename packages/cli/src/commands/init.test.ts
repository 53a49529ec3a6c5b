import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseRemote } from '../init/home-repository.ts';
import { type MirrorEnded, runMirror } from '../program.fixture.ts';

const variable = (name: string): string => `\${${name}}`;

describe('mirror init', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'mirror-init-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  const git = (...argv: string[]) => execFileSync('git', argv, { cwd: directory, stdio: 'ignore' });
  const checkout = (remote: string, branch = 'main'): void => {
    git('init', '--initial-branch', branch);
    git('remote', 'add', 'origin', remote);
  };
  const read = (file: string): Promise<string> => readFile(join(directory, file), 'utf8');
  const init = (...argv: string[]): Promise<MirrorEnded> => runMirror(['init', ...argv], directory);

  it('writes a manifest that is valid, and the workflow whose identity alone it trusts', async () => {
    checkout('git@github.com:Acme/my.images.git');
    const { code, stdout, stderr } = await init();
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout:
        '✔ mirror.config.yaml is written\n✔ .github/workflows/mirror.yml is written\n  next: mirror add docker.io/library/debian:bookworm-slim\n',
      stderr: '',
    });
    expect(await read('mirror.config.yaml')).toMatchSnapshot();
    expect(await read('.github/workflows/mirror.yml')).toMatchSnapshot();
    const validated = await runMirror(['validate'], directory);
    expect(validated.code).toBe(0);
    expect(validated.stdout).toContain('MIRROR_CONFIG_NO_IMAGES');
  });

  it('anchors the identity to its repository, workflow and branch', async () => {
    checkout('https://github.com/acme/my.images', 'trunk');
    await init();
    const manifest = parse(await read('mirror.config.yaml')) as {
      plugins: (string | { with: { identity: string } })[];
    };
    const last = manifest.plugins.at(-1);
    const identity = new RegExp(typeof last === 'object' ? last.with.identity : '');
    const own = 'https://github.com/acme/my.images/.github/workflows/mirror.yml@refs/heads/trunk';
    expect(identity.test(own)).toBe(true);
    for (const other of [
      own.replace('my.images', 'my-images'),
      own.replace('acme', 'evil/acme'),
      `${own}2`,
      `https://evil.dev/${own}`,
      own.replace('mirror.yml', 'mirror-yml'),
    ]) {
      expect(identity.test(other)).toBe(false);
    }
  });

  it('names another registry, its credentials and where the manifest is', async () => {
    checkout('https://github.com/acme/images');
    await mkdir(join(directory, 'deploy'));
    const argv = ['init', '--destination', 'registry.acme.dev/mirror'];
    const { code, stdout } = await runMirror(argv, join(directory, 'deploy'));
    expect(code).toBe(0);
    expect(stdout).toContain(
      'registry.acme.dev gets its credentials from MIRROR_USER and MIRROR_TOKEN in the secrets',
    );
    expect(parse(await read('deploy/mirror.config.yaml'))).toMatchObject({
      registries: {
        'registry.acme.dev': {
          auth: { username: variable('MIRROR_USER'), password: variable('MIRROR_TOKEN') },
        },
      },
    });
    const { jobs } = parse(await read('.github/workflows/mirror.yml')) as {
      jobs: { mirror: { steps: { env?: object; with?: object }[] } };
    };
    expect(jobs.mirror.steps[1]).toMatchObject({
      env: {
        MIRROR_USER: variable('{ secrets.MIRROR_USER }'),
        MIRROR_TOKEN: variable('{ secrets.MIRROR_TOKEN }'),
      },
      with: { command: 'run', config: 'deploy/mirror.config.yaml' },
    });
  });

  it('copies alone where no workflow signs', async () => {
    const { code, stderr } = await init('--destination', 'localhost:5000/mirror');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(parse(await read('mirror.config.yaml'))).toMatchObject({ plugins: [], images: [] });
    await expect(read('.github/workflows/mirror.yml')).rejects.toThrow('ENOENT');
  });

  it('overwrites nothing without --force', async () => {
    checkout('https://github.com/acme/images');
    await writeFile(join(directory, 'mirror.config.yaml'), 'mine\n');
    const first = await init();
    expect(first.stdout).toContain('! mirror.config.yaml is there already');
    expect(await read('mirror.config.yaml')).toBe('mine\n');
    const again = await init();
    expect(again).toMatchObject({ code: 2, stdout: '' });
    expect(again.stderr).toContain('[MIRROR_INIT_EXISTS]');
    expect(await init('--force')).toMatchObject({ code: 0 });
    expect(await read('mirror.config.yaml')).toContain('images: []');
  });

  it('writes nothing with --dry-run', async () => {
    checkout('https://github.com/acme/images');
    const { stdout } = await init('--dry-run', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      destination: 'ghcr.io/acme/mirror',
      files: [
        {
          file: 'mirror.config.yaml',
          outcome: 'planned',
          text: expect.stringContaining('version: 1') as string,
        },
        { file: '.github/workflows/mirror.yml', outcome: 'planned' },
      ],
    });
    await expect(read('mirror.config.yaml')).rejects.toThrow('ENOENT');
  });

  it.each([
    ['nothing to guess from', [], 'MIRROR_INIT_DESTINATION'],
    ['a destination without a registry', ['--destination', 'mirror'], 'MIRROR_CONFIG_REFERENCE'],
    ['a destination that is none', ['--destination', 'ghcr.io/UPPER case'], 'MIRROR_'],
  ])('refuses %s', async (_name, argv, code) => {
    const ended = await init(...argv);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain(code);
    await expect(read('mirror.config.yaml')).rejects.toThrow('ENOENT');
  });
});

it.each([
  ['git@github.com:acme/images.git', 'https://github.com', 'acme/images'],
  ['https://github.com/acme/images', 'https://github.com', 'acme/images'],
  ['https://token@github.com/acme/images.git/', 'https://github.com', 'acme/images'],
  ['ssh://git@github.acme.dev:2222/acme/im.ages.git', 'https://github.acme.dev', 'acme/im.ages'],
])('reads the remote %s', (url, server, name) => {
  expect(parseRemote(url)).toEqual({ server, name });
});

it.each([
  '',
  '../images',
  'https://gitlab.com/acme/images',
  'https://github.com/acme',
  '/srv/git/acme/images.git',
])('knows no repository in %s', (url) => {
  expect(parseRemote(url)).toBeUndefined();
});
