import { createHash } from 'node:crypto';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Descriptor, LayoutRepository } from '@multiarch-mirror/oci';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ContentShelf } from './content-shelf.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mirror-shelf-'));
});
afterEach(() => rm(directory, { recursive: true }));

const layout = (name: string) => new LayoutRepository(join(directory, name));

async function put(repository: LayoutRepository, text: string): Promise<Descriptor> {
  const bytes = Buffer.from(text);
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  const descriptor = { mediaType: 'text/plain', digest, size: bytes.length };
  await repository.pushBlob(descriptor, async () =>
    (async function* () {
      yield bytes;
    })(),
  );
  return descriptor;
}

describe('ContentShelf', () => {
  it('finds a blob at another image that is at work, and no longer when it is done', async () => {
    const shelf = new ContentShelf(layout('kept'));
    const open = shelf.open(layout('a'));
    const blob = await put(layout('a'), 'a layer');
    expect(await shelf.take(layout('b'), blob)).toBe(true);
    expect(await layout('b').hasBlob(blob)).toBe(true);
    open.close();
    expect(await shelf.take(layout('c'), blob)).toBe(false);
  });

  it('knows what an image has itself', async () => {
    const own = layout('a');
    const blob = await put(own, 'a layer');
    expect(await new ContentShelf(layout('kept')).take(own, blob)).toBe(true);
  });

  it('keeps what was read last within its bound, as one file under several names', async () => {
    const shelf = new ContentShelf(layout('kept'), 20);
    const spool = layout('a');
    const [first, second, third, large] = [
      await put(spool, '1'.repeat(9)),
      await put(spool, '2'.repeat(9)),
      await put(spool, '3'.repeat(9)),
      await put(spool, '4'.repeat(21)),
    ];
    for (const blob of [first, second, first, third, large]) await shelf.keep(spool, blob);
    const path = (name: string) => join(directory, name, 'blobs', first.digest.replace(':', '/'));
    expect((await stat(path('a'))).ino).toBe((await stat(path('kept'))).ino);
    await rm(join(directory, 'a'), { recursive: true });
    const found = await Promise.all(
      [first, second, third, large].map((blob) => shelf.take(layout('b'), blob)),
    );
    expect(found).toEqual([true, false, true, false]);
  });
});
