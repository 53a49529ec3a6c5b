import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { withLock } from './lock.ts';

let folder = '';
let lock = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'));
  lock = join(folder, 'locks', 'tool');
  vi.stubEnv('MIRROR_TOOLS_DIR', folder);
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

it('lets one work at a time, and gives the lock back after an error', async () => {
  const events: string[] = [];
  const work = async (name: string): Promise<void> => {
    events.push(`${name} begins`);
    await Promise.resolve();
    events.push(`${name} ends`);
    if (name === 'one') throw new Error('broken');
  };
  const both = await Promise.allSettled([
    withLock('tool', () => work('one')),
    withLock('tool', () => work('other')),
  ]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  // Whichever comes first.
  const order = ['one begins', 'one ends', 'other begins', 'other ends'];
  expect([order, [...order.slice(2), ...order.slice(0, 2)]]).toContainEqual(events);
  expect(existsSync(lock)).toBe(false);
});

it('takes the lock of a process that is gone', async () => {
  const { pid } = spawnSync(process.execPath, ['--version']);
  mkdirSync(lock, { recursive: true });
  writeFileSync(join(lock, 'pid'), String(pid));
  expect(await withLock('tool', async () => 'done')).toBe('done');
});
