import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, it } from 'vitest';
import { digestOf } from '../digest.ts';
import { DiskStore } from './disk-store.ts';
import { MemoryStore } from './memory-store.ts';

const directory = await mkdtemp(join(tmpdir(), 'store-'));
afterAll(async () => await rm(directory, { recursive: true }));

async function* parts(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const part of texts) yield Buffer.from(part);
}

async function* broken(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('first');
  throw new Error('connection lost');
}

describe.each([
  ['memory', () => new MemoryStore()],
  ['disk', () => new DiskStore(directory)],
])('content in %s', (name, make) => {
  it('is what was appended, under its digest', async () => {
    const store = make();
    const staged = await store.stage();
    await staged.append(parts('one', 'two'));
    await staged.append(parts('three'));
    const digest = digestOf(Buffer.from('onetwothree'));
    expect([staged.size, await staged.digest('sha256')]).toEqual([11, digest]);
    expect(await staged.digest('sha512')).toBe(digestOf(Buffer.from('onetwothree'), 'sha512'));
    await staged.commit(digest);
    expect(await text(store.read(digest))).toBe('onetwothree');
    expect(await text(store.read(digest, { start: 3, end: 5 }))).toBe('two');
    await store.remove(digest);
    await store.close();
  });

  it('keeps what came before a broken connection', async () => {
    const staged = await make().stage();
    await expect(staged.append(broken())).rejects.toThrow();
    await staged.append(parts('second'));
    expect(await staged.digest('sha256')).toBe(digestOf(Buffer.from('firstsecond')));
    await staged.discard();
    if (name === 'disk') expect(await readdir(join(directory, 'uploads'))).toEqual([]);
  });
});
