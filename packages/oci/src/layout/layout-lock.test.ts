import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseImageManifest, rawManifest } from '../manifest.ts';
import { mediaTypes } from '../media-types.ts';
import { collect } from '../stream.ts';
import { LayoutRepository } from './layout-repository.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'layout-'));
});

afterEach(() => rm(directory, { recursive: true }));

const image = rawManifest(mediaTypes.ociIndex, { schemaVersion: 2, manifests: [] });
const writer = join(import.meta.dirname, 'layout-writer.fixture.ts');
const write = (prefix: string, count: number) =>
  promisify(execFile)(process.execPath, [
    '--conditions=@mirror/source',
    writer,
    directory,
    prefix,
    String(count),
  ]);

describe('a layout that several processes write', () => {
  it('loses no tag, no blob and no referrer, and is whole to a reader at any time', async () => {
    const layout = new LayoutRepository(directory);
    const writing = Promise.all(['a', 'b', 'c'].map((prefix) => write(prefix, 15)));
    const writers = { running: true };
    let reads = 0;
    const done = writing.finally(() => {
      writers.running = false;
    });
    while (writers.running) {
      const tags = await new LayoutRepository(directory).tags().catch(({ code }: { code: string }) => {
        expect(code).toBe('MIRROR_REPOSITORY_UNKNOWN');
        return [];
      });
      for (const tag of tags.slice(0, 3)) expect(await layout.resolve(tag)).toEqual(image.descriptor);
      reads += 1;
    }
    await done;
    expect(reads).toBeGreaterThan(1);
    const expected = ['a', 'b', 'c'].flatMap((prefix) =>
      Array.from({ length: 15 }, (_, number) => `${prefix}-${number}`),
    );
    expect((await layout.tags()).toSorted()).toEqual(expected.toSorted());
    const referrers = await layout.referrers(image.descriptor.digest);
    expect(referrers).toHaveLength(expected.length);
    for (const { digest } of referrers) {
      const { layers } = parseImageManifest(await layout.manifest(digest));
      for (const layer of layers)
        expect(await collect(await layout.blob(layer), 200_000)).toHaveLength(layer.size);
    }
    expect((await readdir(directory)).toSorted()).toEqual(['blobs', 'index.json', 'oci-layout']);
  });

  it('is whole after one of them was killed, and what that one left is gone after an hour', async () => {
    const killed = spawn(process.execPath, [
      '--conditions=@mirror/source',
      writer,
      directory,
      'killed',
      '1000',
    ]);
    await once(killed.stdout, 'data');
    while ((await new LayoutRepository(directory).tags().catch(() => [])).length < 3) await delay(5);
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    // As a large blob is left in the middle.
    const left = join(directory, `.blob-${randomUUID()}`);
    const fresh = join(directory, `.blob-${randomUUID()}`);
    for (const file of [left, fresh]) await writeFile(file, 'half of a blo');
    const before = new Date(Date.now() - 2 * 3_600_000);
    await utimes(left, before, before);
    await write('next', 3);
    const layout = new LayoutRepository(directory);
    const tags = await layout.tags();
    expect(tags).toEqual(expect.arrayContaining(['killed-0', 'next-0', 'next-1', 'next-2']));
    for (const tag of tags) expect(await layout.resolve(tag)).toEqual(image.descriptor);
    for (const { digest } of await layout.referrers(image.descriptor.digest)) {
      const { layers } = parseImageManifest(await layout.manifest(digest));
      for (const layer of layers)
        expect(await collect(await layout.blob(layer), 200_000)).toHaveLength(layer.size);
    }
    expect([existsSync(left), existsSync(fresh)]).toEqual([false, true]);
  });

  it('is taken over from a process that died', async () => {
    await new LayoutRepository(directory).pushManifest(image, 'before');
    const lock = join(directory, 'index.json.lock');
    await mkdir(lock);
    const long = new Date(Date.now() - 60_000);
    await utimes(lock, long, long);
    await new LayoutRepository(directory).pushManifest(image, 'after');
    expect((await new LayoutRepository(directory).tags()).toSorted()).toEqual(['after', 'before']);
  });

  it('is not locked for what changes nothing', async () => {
    await new LayoutRepository(directory).pushManifest(image, 'same');
    await mkdir(join(directory, 'index.json.lock'));
    await new LayoutRepository(directory).pushManifest(image, 'same');
    expect(await new LayoutRepository(directory).tags()).toEqual(['same']);
  });
});

describe('an index', () => {
  it('is not read when it is larger than any is', async () => {
    await writeFile(join(directory, 'index.json'), Buffer.alloc(65 * 1024 * 1024, ' '));
    await expect(new LayoutRepository(directory).tags()).rejects.toMatchObject({
      code: 'MIRROR_LAYOUT_INVALID',
    });
  });
});
