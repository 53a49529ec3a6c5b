import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { registerSecret } from '@multiarch-mirror/errors';
import { describe, expect, it } from 'vitest';
import { createExec } from './exec.ts';

const environment = { PATH: process.env.PATH, GITHUB_TOKEN: 'a token of the run', LANG: 'C' };
const exec = createExec(new AbortController().signal, environment);
const node = (script: string) => exec(process.execPath, ['-e', script]);

/** A process that has ended may still be listed, until somebody asks what it ended with. */
function isAlive(pid: string): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', pid], { encoding: 'utf8' });
  return /^[^Z]/.test(stdout);
}

describe('exec', () => {
  it('passes on no variable that is not allow-listed', async () => {
    const { stdout } = await node('console.log(JSON.stringify(process.env))');
    expect(JSON.parse(stdout)).not.toHaveProperty('GITHUB_TOKEN');
    expect(JSON.parse(stdout)).toHaveProperty('LANG', 'C');
  });

  it('says which tool is missing', async () => {
    await expect(exec('no-such-tool-anywhere', [])).rejects.toMatchObject({ code: 'MIRROR_TOOL_MISSING' });
  });

  it('gives the end of what a failing tool said, without secrets', async () => {
    registerSecret('hunter22hunter22');
    const failed = node('console.error("cannot log in with hunter22hunter22"); process.exit(3)');
    await expect(failed).rejects.toMatchObject({
      code: 'MIRROR_TOOL_FAILED',
      message: expect.stringContaining('cannot log in with ***'),
    });
  });

  it('ends a tool that takes too long', async () => {
    const slow = exec(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { timeout: 200 });
    await expect(slow).rejects.toMatchObject({ code: 'MIRROR_TOOL_TIMEOUT' });
  });

  it('ends a tool when the run is interrupted', async () => {
    const controller = new AbortController();
    const running = createExec(controller.signal, environment)(process.execPath, [
      '-e',
      'setInterval(() => {}, 1000)',
    ]);
    controller.abort();
    await expect(running).rejects.toBe(controller.signal.reason);
  });

  it.each([
    ['that ignores SIGTERM', `trap '' TERM; echo $$ > PIDS; while :; do sleep 0.1; done`],
    ['and what it has started', `trap '' TERM; sleep 600 & echo $$ $! > PIDS; wait; sleep 600`],
  ])('ends a tool %s, when the run is interrupted', async (_name, script) => {
    const directory = await mkdtemp(join(tmpdir(), 'exec-'));
    const file = join(directory, 'pids');
    const controller = new AbortController();
    const started = createExec(controller.signal, environment)('bash', ['-c', script.replace('PIDS', file)]);
    started.catch(() => undefined);
    await expect.poll(() => readFile(file, 'utf8').catch(() => '')).toMatch(/\d\n$/);
    controller.abort();
    await expect(started).rejects.toBe(controller.signal.reason);
    for (const pid of (await readFile(file, 'utf8')).trim().split(' ')) {
      await expect.poll(() => isAlive(pid)).toBe(false);
    }
    await rm(directory, { recursive: true });
  });

  it('starts nothing once the run is interrupted', async () => {
    const late = createExec(AbortSignal.abort(), environment)('no-such-tool-anywhere', []);
    await expect(late).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('runs no shell', async () => {
    const { stdout } = await exec(process.execPath, ['-p', 'process.argv[1]', '$HOME; echo no']);
    expect(stdout).toBe('$HOME; echo no');
  });
});
