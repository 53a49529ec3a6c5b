import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from '@commander-js/extra-typings';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runMirror } from '../program.fixture.ts';
import { complete } from './complete.ts';

const mirror = fileURLToPath(new URL('../../bin/mirror.js', import.meta.url));

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mirror-completion-'));
  const images = ['postgres', 'team/app', 'team/web'].map(
    (name) => `  - {name: ${name}, source: a/b, tags: [x]}\n`,
  );
  const head = 'version: 1\ndestination: registry.invalid/mirror\nimages:\n';
  await writeFile(join(directory, 'mirror.config.yaml'), `${head}${images.join('')}`);
  await writeFile(join(directory, 'other.yaml'), `${head}  - {name: other, source: a/b, tags: [x]}\n`);
  await writeFile(join(directory, 'broken.yaml'), `${head}  - {name: half, source: a/b, tags: [x], `);
  // The command as a shell finds it.
  await writeFile(join(directory, 'mirror'), `#!/bin/sh\nexec "${process.execPath}" "${mirror}" "$@"\n`);
  await chmod(join(directory, 'mirror'), 0o755);
});
afterAll(() => rm(directory, { recursive: true }));

describe('what may stand at the cursor', () => {
  it.each([
    ['mirror ru|', 'run'],
    ['mirror v|', 'verify validate'],
    ['mirror help val|', 'validate'],
    ['mirror run |', 'postgres team/app team/web'],
    ['mirror run team/|', 'team/app team/web'],
    ['mirror run postgres |', 'team/app team/web'],
    ['mirror --config other.yaml plan |', 'other'],
    ['mirror plan --config=other.yaml |', 'other'],
    ['mirror plan -c broken.yaml |', ''],
    ['mirror run --fail|', '--fail-fast'],
    ['mirror run --fail-fast --fail|', ''],
    ['mirror run --js|', '--json'],
    ['mirror --log-level |', 'debug info warn error'],
    ['mirror plan --log-level=d|', '--log-level=debug'],
    ['mirror plan --log-level = d|', 'debug'],
    ['mirror add x --missing-platform w|', 'wait warn'],
    ['mirror run --concurrency |', ''],
    ['mirror run -- --|', ''],
    ['mirror completion |', 'bash zsh fish'],
    ['mirror add |', ''],
    ['mirror validate |', ''],
    ['mirror nothing |', ''],
    ['mirror __com|', ''],
    ['mirror run --report |', undefined],
    ['mirror report |', undefined],
    ['mirror export |', undefined],
    ['mirror export out te|', 'team/app team/web'],
    ['mirror report a.json b|', undefined],
    ['mirror --config |', undefined],
  ])('%s', async (line, expected) => {
    const words = line.replace('|', '').split(' ').slice(1);
    const { code, stdout, stderr } = await runMirror(['__complete', '--', ...words], directory);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [kind, ...rows] = stdout.trimEnd().split('\n');
    if (expected === undefined) expect(kind).toBe('files');
    else expect([kind, rows.map((row) => row.split('\t')[0]).join(' ')]).toEqual(['values', expected]);
  });

  it('comes with what a command does', async () => {
    const { stdout } = await runMirror(['__complete', '--', 'val'], directory);
    expect(stdout).toBe('values\nvalidate\tcheck the manifest\n');
  });
});

it('completes commands of commands', async () => {
  const program = new Command('mirror').helpCommand(false);
  const init = program.command('init').option('--force', 'anew').helpCommand(false);
  init.command('plugin').summary('one').argument('<name>').option('--scope <name>', 'whose');
  const values = async (...words: string[]): Promise<string[]> => {
    const found = await complete(program, words, { images: async () => [] });
    return found.kind === 'files' ? ['files'] : found.values.map(({ value }) => value);
  };
  expect(await values('init', 'p')).toEqual(['plugin']);
  expect(await values('init', '--f')).toEqual(['--force']);
  expect(await values('init', 'plugin', '--s')).toEqual(['--scope']);
  expect(await values('init', 'plugin', '')).toEqual([]);
});

describe('in bash', () => {
  /** What a real bash offers for a line, as it calls the function of a completion. */
  function offered(line: string): Promise<string[]> {
    const script = `
      source <(mirror completion bash)
      read -ra COMP_WORDS <<< "$LINE"
      [[ "$LINE" == *" " ]] && COMP_WORDS+=("")
      COMP_CWORD=$(( \${#COMP_WORDS[@]} - 1 ))
      _mirror
      printf '%s\\n' "\${COMPREPLY[@]}"
      complete -p mirror`;
    const environment = { PATH: `${directory}:${process.env.PATH}`, HOME: directory, LINE: line };
    return new Promise((resolve, reject) => {
      execFile('bash', ['-c', script], { cwd: directory, env: environment }, (error, stdout, stderr) => {
        const rows = stdout.trimEnd().split('\n');
        if (error !== null || rows.pop() !== 'complete -F _mirror mirror') reject(new Error(stderr));
        else resolve(rows);
      });
    });
  }

  it.each([
    ['mirror ru', 'run'],
    ['mirror run team/', 'team/app team/web'],
    ['mirror plan --exp', '--explain'],
    ['mirror plan --log-level = d', 'debug'],
    ['mirror --config o', 'other.yaml'],
    ['mirror validate ', ''],
  ])('%s', async (line, expected) => {
    expect((await offered(line)).join(' ')).toBe(expected);
  });
});
