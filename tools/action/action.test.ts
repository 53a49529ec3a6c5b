import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
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

  const start = (inputs: Record<string, string>): ChildProcess =>
    spawn(process.execPath, [join(root, 'tools', 'action.ts')], {
      cwd: directory,
      env: {
        PATH: process.env.PATH,
        HOME: directory,
        RUNNER_TEMP: directory,
        GITHUB_OUTPUT: join(directory, 'output'),
        GITHUB_STEP_SUMMARY: join(directory, 'summary'),
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

  it('names what a job should have done that was lost with its machine', async () => {
    const reports = join(directory, 'reports');
    await mkdir(reports);
    const actions = { create: 1, update: 0, repair: 0, unchanged: 0, moved: 0, gone: 0 };
    const image = {
      image: 'outline',
      line: 5,
      source: 'docker.io/outlinewiki/outline:1.0.0',
      destination: 'ghcr.io/acme/mirror/outline:1.0.0',
      action: 'create',
      reason: 'new',
      platforms: [],
      attestations: [],
    };
    const plan = { version: 1, summary: { actions }, images: [image], manifest: 'mirror.config.yaml' };
    await writeFile(join(reports, 'plan.json'), JSON.stringify(plan));
    await writeFile(join(reports, 'run-0.json'), '');
    const child = start({ command: 'report', summary: 'true' });
    expect(await once(child, 'close')).toEqual([1, null]);
    const summary = await readFile(join(directory, 'summary'), 'utf8');
    expect(summary).toContain('outline');
    expect(summary).toContain('❌');
  });

  it('does not take nothing for a merged report', async () => {
    expect(await once(start({ command: 'report' }), 'close')).toEqual([2, null]);
    expect(await outputs()).toBe('');
  });
});
