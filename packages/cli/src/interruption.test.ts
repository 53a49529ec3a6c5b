import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Report } from '@multiarch-mirror/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Workplace } from './commands/workplace.fixture.ts';
import { exitCodes } from './exit-code.ts';

// The whole process, as Ctrl-C at a terminal and the cancellation of a job in CI end it. How long it may take: process-guard.test.ts.

const program = fileURLToPath(new URL('../bin/mirror.js', import.meta.url));

let place: Workplace;
let child: ChildProcess;
beforeEach(async () => {
  place = await Workplace.open();
  await place.publish('app', ['1.0.0', 'slim']);
  await place.manifest(['{source: SOURCE/app, tags: ["1.0.0", slim]}']);
});
afterEach(async () => {
  child.kill('SIGKILL');
  await place.close();
});

interface Started {
  ended: Promise<{ code: number | null; stdout: string }>;
}

function start(...args: string[]): Started {
  child = spawn(process.execPath, [program, 'run', ...args], {
    cwd: place.directory,
    env: { PATH: process.env.PATH, HOME: place.directory, TMPDIR: place.directory },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let stdout = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  return {
    ended: new Promise((resolve) => {
      child.once('close', (code) => resolve({ code, stdout }));
    }),
  };
}

/** Stalls the first request of a kind, for good; resolves when it has come. */
function stall(
  registry: Workplace['upstream'],
  method: string,
  kind: string,
  reference?: string,
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  registry.options.onRequest = (request) => {
    if (request.method !== method || request.kind !== kind) return undefined;
    if (reference !== undefined && request.reference !== reference) return undefined;
    resolve();
    return { kind: 'stall' };
  };
  return promise;
}

/** A plugin whose `attest` does this. */
async function attesting(body: string): Promise<void> {
  await place.plugin('slow.ts', `attest: async () => { ${body} }`);
  await place.manifest(['{source: SOURCE/app, tags: ["1.0.0", slim]}'], '[./slow.ts]');
}

/** The processes that the plugin has written into the file `started`, once it has. */
async function startedProcesses(): Promise<string[]> {
  const read = () => place.read('started').catch(() => '');
  await expect.poll(read, { timeout: 20_000 }).toMatch(/\d\n/);
  return (await read()).trim().split(' ');
}

/** The document of a command that was ended in the middle. */
function onlyError(code: string): unknown {
  return { version: 1, errors: [expect.objectContaining({ code }) as unknown] };
}

/** A process that has ended may still be listed, until somebody asks what it ended with. */
function isAlive(pid: string): boolean {
  return /^[^Z]/.test(spawnSync('ps', ['-o', 'stat=', '-p', pid], { encoding: 'utf8' }).stdout);
}

describe('an interrupted run ends with 130, and publishes nothing', () => {
  it.each<[string, 'upstream' | 'destination', string, string, string?]>([
    ['the listing of the destination', 'destination', 'GET', 'tags'],
    ['a tag upstream', 'upstream', 'HEAD', 'manifest', 'slim'],
    ['a manifest upstream', 'upstream', 'GET', 'manifest'],
    ['a layer upstream', 'upstream', 'GET', 'blob'],
    ['an upload', 'destination', 'PUT', 'upload'],
    ['a tag at the destination', 'destination', 'PUT', 'manifest', '1.0.0'],
  ])('while it waits for %s', async (_name, side, method, kind, reference) => {
    const reached = stall(place[side], method, kind, reference);
    const run = start('--json');
    await reached;
    child.kill('SIGINT');
    const { code, stdout } = await run.ended;
    expect(code).toBe(exitCodes.interrupted);
    expect(place.tags('app')).toEqual({});
    const { images } = JSON.parse(stdout) as Report;
    expect(images.map(({ status, error }) => [status, error?.code])).toEqual(
      images.map(() => ['failed', 'MIRROR_INTERRUPTED']),
    );
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('at %s', async (name) => {
    const reached = stall(place.upstream, 'GET', 'blob');
    const run = start();
    await reached;
    child.kill(name);
    const { code } = await run.ended;
    expect(code).toBe(exitCodes.interrupted);
  });

  it('and ends a tool that ignores SIGTERM, with what that has started', async () => {
    const script = `trap "" TERM INT; sleep 600 & echo $$ $! > ${place.directory}/started; wait; sleep 600`;
    await attesting(`await run.exec('bash', ['-c', ${JSON.stringify(script)}]);`);
    const run = start('--json');
    const tools = await startedProcesses();
    child.kill('SIGINT');
    const { code, stdout } = await run.ended;
    expect(code).toBe(exitCodes.interrupted);
    expect(JSON.parse(stdout)).toMatchObject({ summary: { statuses: { done: 0, failed: 2 } } });
    for (const pid of tools) await expect.poll(() => isAlive(pid)).toBe(false);
    expect(place.tags('app')).toEqual({});
  });

  it('even where a plugin never comes back', async () => {
    const file = JSON.stringify(`${place.directory}/started`);
    await attesting(
      `(await import('node:fs')).writeFileSync(${file}, process.pid + '\\n'); await new Promise((resolve) => setTimeout(resolve, 600_000));`,
    );
    const run = start('--json');
    await startedProcesses();
    child.kill('SIGINT');
    const { code, stdout } = await run.ended;
    expect(code).toBe(exitCodes.interrupted);
    expect(JSON.parse(stdout)).toEqual(onlyError('MIRROR_INTERRUPTED'));
    expect(place.tags('app')).toEqual({});
  });

  it.each([
    ['Ctrl-C twice', 'SIGINT'],
    ['SIGTERM after SIGINT, as CI cancels', 'SIGTERM'],
  ] as const)('at once at %s, with its tools', async (_name, second) => {
    const tool = `trap "" TERM INT; echo $$ > ${place.directory}/started; while :; do sleep 0.1; done`;
    const noticed = JSON.stringify(`${place.directory}/noticed`);
    await attesting(`
      const { writeFileSync } = await import('node:fs');
      run.signal.addEventListener('abort', () => writeFileSync(${noticed}, ''));
      run.exec('bash', ['-c', ${JSON.stringify(tool)}]).catch(() => {});
      await new Promise((resolve) => setTimeout(resolve, 600_000));
    `);
    const run = start('--json');
    const [pid = ''] = await startedProcesses();
    child.kill('SIGINT');
    await vi.waitFor(() => place.read('noticed'), 20_000);
    child.kill(second);
    // What ends in order prints its own document; of this there is only that it was ended.
    const { code, stdout } = await run.ended;
    expect(code).toBe(exitCodes.interrupted);
    expect(JSON.parse(stdout)).toEqual(onlyError('MIRROR_INTERRUPTED'));
    await expect.poll(() => isAlive(pid)).toBe(false);
  });
});

it('a run that waits for what will never come says so, and publishes nothing', async () => {
  await attesting('await new Promise(() => {});');
  const { code, stdout } = await start('--json').ended;
  expect(code).toBe(exitCodes.bug);
  expect(JSON.parse(stdout)).toEqual(onlyError('MIRROR_INTERNAL'));
  expect(place.tags('app')).toEqual({});
});

it('a run after an interrupted one completes it', async () => {
  const reached = stall(place.destination, 'PUT', 'manifest', '1.0.0');
  const run = start();
  await reached;
  child.kill('SIGINT');
  await run.ended;
  place.destination.options.onRequest = () => undefined;
  place.upstream.resetRequests();
  expect((await start().ended).code).toBe(exitCodes.done);
  expect(Object.keys(place.tags('app')).toSorted()).toEqual(['1.0.0', 'slim']);
  expect(place.upstream.requests.filter(({ kind, method }) => kind === 'blob' && method === 'GET')).toEqual(
    [],
  );
});
