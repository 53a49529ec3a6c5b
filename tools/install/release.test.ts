import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { ChecksumError, installRelease } from './release.ts';

const program = Buffer.from('#!/bin/sh\necho 1.2.3\n');
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const files = new Map<string, Buffer>([['/program', program]]);
const server = createServer((request, response) => {
  const body = files.get(request.url ?? '');
  response.writeHead(body ? 200 : 404).end(body);
});
let origin = '';
let folder = '';
let target = '';

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'release-'));
  target = join(folder, 'bin', 'program');
  mkdirSync(join(folder, 'bin'));
  vi.stubEnv('MIRROR_TOOLS_DIR', folder);
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

describe('installRelease', () => {
  it('installs a program that is the file itself', async () => {
    expect(
      await installRelease('program', { url: `${origin}/program`, sha256: sha256(program) }, target),
    ).toBeUndefined();
    expect(readFileSync(target)).toEqual(program);
    expect(statSync(target).mode & 0o111).toBe(0o111);
    expect(readdirSync(join(folder, 'tmp'))).toEqual([]);
  });

  it('installs the named member of an archive', async () => {
    writeFileSync(join(folder, 'tool'), program);
    const archive = execFileSync('tar', ['-czf', '-', '-C', folder, 'tool']);
    files.set('/archive', archive);
    const file = { url: `${origin}/archive`, sha256: sha256(archive), member: 'tool' };
    expect(await installRelease('program', file, target)).toBeUndefined();
    expect(readFileSync(target)).toEqual(program);
  });

  it('refuses a file that is not the pinned one, and keeps nothing of it', async () => {
    const file = { url: `${origin}/program`, sha256: '0'.repeat(64), member: 'tool' };
    await expect(installRelease('program', file, target)).rejects.toThrow(ChecksumError);
    expect(existsSync(target)).toBe(false);
    expect(readdirSync(join(folder, 'tmp'))).toEqual([]);
  });

  it.each([
    ['a file that is not there', () => `${origin}/none`, /404/],
    ['a server that cannot be reached', () => 'http://127.0.0.1:1/program', /could not be reached/],
  ])('gives the reason for %s, so that another way is tried', async (_, url, reason) => {
    expect(await installRelease('program', { url: url(), sha256: sha256(program) }, target)).toMatch(reason);
    expect(existsSync(target)).toBe(false);
  });
});
