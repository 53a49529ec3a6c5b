import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rawManifest } from '../manifest.ts';
import { mediaTypes } from '../media-types.ts';
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
  it('loses no tag', async () => {
    await Promise.all(['a', 'b', 'c'].map((prefix) => write(prefix, 15)));
    const tags = await new LayoutRepository(directory).tags();
    const expected = ['a', 'b', 'c'].flatMap((prefix) =>
      Array.from({ length: 15 }, (_, number) => `${prefix}-${number}`),
    );
    expect(tags.toSorted()).toEqual(expected.toSorted());
    expect((await readdir(directory)).toSorted()).toEqual(['blobs', 'index.json', 'oci-layout']);
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
