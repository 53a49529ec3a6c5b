import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findManifest, loadManifest } from './load-manifest.ts';

let directory: string;
beforeAll(async () => {
  directory = await realpath(await mkdtemp(join(tmpdir(), 'mirror-manifest-')));
});
afterAll(() => rm(directory, { recursive: true }));

describe('loadManifest', () => {
  it.each<[name: string, content: string | Buffer, code: string]>([
    ['what is too large', Buffer.alloc(8 * 1024 * 1024 + 1, 'a'), 'MIRROR_CONFIG_TOO_LARGE'],
  ])('refuses %s', async (_, content, code) => {
    const file = join(directory, 'm.yaml');
    await writeFile(file, content);
    await expect(loadManifest(file)).rejects.toMatchObject({ code, place: { file } });
  });

  it('reads what is no UTF-8, and says so', async () => {
    const file = join(directory, 'm.yaml');
    await writeFile(file, Buffer.from([0x61, 0xff, 0xfe]));
    expect(await loadManifest(file)).toMatchObject({
      text: 'a\ufffd\ufffd',
      fault: { code: 'MIRROR_CONFIG_SYNTAX', place: { file, line: 1, column: 2 } },
    });
  });

  it('reads a file as it is', async () => {
    const file = join(directory, 'm.yaml');
    await writeFile(file, '\uFEFFversion: 1\r\n');
    expect(await loadManifest(file)).toEqual({ file, text: '\uFEFFversion: 1\r\n' });
  });

  it('says when there is none, or no file', async () => {
    await expect(loadManifest(join(directory, 'none.yaml'))).rejects.toMatchObject({
      code: 'MIRROR_CONFIG_NOT_FOUND',
    });
    await expect(loadManifest(directory)).rejects.toMatchObject({ code: 'MIRROR_CONFIG_UNREADABLE' });
  });
});

describe('findManifest', () => {
  it('looks upwards', async () => {
    const below = join(directory, 'project', 'a', 'b');
    await mkdir(below, { recursive: true });
    await writeFile(join(directory, 'project', 'mirror.config.yaml'), '');
    expect(await findManifest(below)).toBe(join(directory, 'project', 'mirror.config.yaml'));
    await expect(findManifest(directory)).rejects.toMatchObject({ code: 'MIRROR_CONFIG_NOT_FOUND' });
  });
});
