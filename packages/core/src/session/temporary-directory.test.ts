import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TemporaryDirectory } from './temporary-directory.ts';

describe('TemporaryDirectory', () => {
  let base: string;
  beforeEach(async () => {
    base = await mkdtemp(join(tmpdir(), 'mirror-directory-'));
  });
  afterEach(() => rm(base, { recursive: true, force: true }));

  it('is made when it is asked for, for its owner alone, and goes with everything in it', async () => {
    const directory = new TemporaryDirectory(base);
    expect(await readdir(base)).toEqual([]);
    await writeFile(join(directory.path, 'file'), '');
    expect((await stat(directory.path)).mode & 0o777).toBe(0o700);
    await directory.remove();
    expect(await readdir(base)).toEqual([]);
    // Nobody brings it back.
    expect(existsSync(directory.path)).toBe(false);
  });

  it('that nobody asked for has nothing to remove', async () => {
    await expect(new TemporaryDirectory(base).remove()).resolves.toBeUndefined();
    expect(await readdir(base)).toEqual([]);
  });
});
