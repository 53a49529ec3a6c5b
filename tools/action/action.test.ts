import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { root } from '../install/directory.ts';

describe('the action', () => {
  let directory: string;
  let server: Server;
  let asked: Promise<unknown>;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'mirror-action-'));
    // A registry that takes a request and never answers.
    server = createServer().listen(0, '127.0.0.1');
    asked = once(server, 'request');
    await once(server, 'listening');
    await writeFile(join(directory, 'output'), '');
  });
  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await rm(directory, { recursive: true });
  });

  const start = (inputs: Record<string, string>, job: Record<string, string> = {}): ChildProcess =>
    spawn(process.execPath, [join(root, 'tools', 'action.ts')], {
      cwd: directory,
      env: {
        PATH: process.env.PATH,
        HOME: directory,
        RUNNER_TEMP: directory,
        GITHUB_OUTPUT: join(directory, 'output'),
        ...job,
        INPUTS: JSON.stringify({
          images: '',
          config: '',
          destination: '',
          keep: '',
          options: '',
          matrix: '',
          reports: 'reports',
          summary: 'false',
          artifact: 'run-0',
          tools: '',
          ...inputs,
        }),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  const outputs = () => readFile(join(directory, 'output'), 'utf8');

  it('hands on the signal with which a runner cancels a job, and the run ends by itself', async () => {
    const { port } = server.address() as AddressInfo;
    await writeFile(
      join(directory, 'mirror.config.yaml'),
      `version: 1\ndestination: 127.0.0.1:${port}/mirror\nplugins: []\nimages:\n  - {source: 127.0.0.1:${port}/up/app, tags: ["1.0.0"]}\n`,
    );
    const child = start({ command: 'run' });
    await asked;
    child.kill('SIGINT');
    expect(await once(child, 'close')).toEqual([130, null]);
    expect(await outputs()).toBe(`report=${join(directory, 'mirror', 'run-0.json')}\nexit-code=130\n`);
  });

  it('says what is wrong with its inputs where the job shows it', async () => {
    const child = start({ command: 'run', tools: 'trivy 100%' });
    let said = '';
    child.stdout?.on('data', (text) => {
      said += String(text);
    });
    expect(await once(child, 'close')).toEqual([2, null]);
    expect(said).toBe('::error title=mirror::there is no tool 100%25\n');
  });

  it('lets a verification write the summary of the job, where one is wanted', async () => {
    await writeFile(join(directory, 'mirror.config.yaml'), 'version: 1\nimages: 3\n');
    const summary = join(directory, 'summary.md');
    const job = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary };
    expect(await once(start({ command: 'verify', artifact: '' }, job), 'close')).toEqual([2, null]);
    await expect(readFile(summary, 'utf8')).rejects.toThrow('ENOENT');
    expect(await once(start({ command: 'verify', artifact: '', summary: 'true' }, job), 'close')).toEqual([
      2,
      null,
    ]);
    expect(await readFile(summary, 'utf8')).toContain('#### Not begun');
  });

  it('does not take nothing for a merged report', async () => {
    expect(await once(start({ command: 'report' }), 'close')).toEqual([2, null]);
    expect(await outputs()).toBe('');
  });
});
