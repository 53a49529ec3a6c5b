import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedRegistry, startRegistry } from '../embedded-registry.ts';

describe.each(['memory', 'disk'])('blobs in %s', (storage) => {
  let registry: EmbeddedRegistry;
  let directory: string;
  let digest: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'registry-'));
    registry = await startRegistry(storage === 'disk' ? { directory } : {});
    digest = await registry.putBlob('a', Buffer.from('0123456789'));
  });
  afterAll(async () => {
    await registry.close();
    await rm(directory, { recursive: true });
  });
  const blob = (headers: Record<string, string> = {}, method = 'GET') =>
    fetch(`${registry.url}/v2/a/blobs/${digest}`, { method, headers });

  const ranges: [range: string, status: number, body: string, contentRange: string | null][] = [
    ['bytes=2-4', 206, '234', 'bytes 2-4/10'],
    ['bytes=7-', 206, '789', 'bytes 7-9/10'],
    ['bytes=-2', 206, '89', 'bytes 8-9/10'],
    ['bytes=8-20', 206, '89', 'bytes 8-9/10'],
    ['bytes=1-2,4-5', 200, '0123456789', null],
  ];
  it.each(ranges)('serves %s', async (range, status, body, contentRange) => {
    const answer = await blob({ range });
    expect([answer.status, await answer.text(), answer.headers.get('content-range')]).toEqual([
      status,
      body,
      contentRange,
    ]);
  });

  it.each(['bytes=10-', 'bytes=5-4'])('refuses %s', async (range) => {
    expect((await blob({ range })).status).toBe(416);
  });

  it('shows size and digest by HEAD', async () => {
    const answer = await blob({}, 'HEAD');
    expect(answer.headers.get('content-length')).toBe('10');
    expect(answer.headers.get('docker-content-digest')).toBe(digest);
  });

  it('deletes a blob in one repository and keeps it in another', async () => {
    await registry.putBlob('b', Buffer.from('0123456789'));
    expect((await blob({}, 'DELETE')).status).toBe(202);
    expect((await blob()).status).toBe(404);
    expect(await (await fetch(`${registry.url}/v2/b/blobs/${digest}`)).text()).toBe('0123456789');
  });
});
