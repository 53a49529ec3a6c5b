import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { extract } from 'tar-stream';
import { afterAll, describe, expect, it } from 'vitest';
import { tarOf } from './tar.ts';

const directory = await mkdtemp(join(tmpdir(), 'tar-'));
afterAll(async () => await rm(directory, { recursive: true }));

describe('tarOf', () => {
  it('holds each kind of content, and its directories', async () => {
    await writeFile(join(directory, 'file'), 'of this machine');
    const tar = tarOf(
      {
        '/usr/share/text': 'a text',
        'etc/bytes': Buffer.from('bytes'),
        'etc/file': { from: join(directory, 'file') },
        'etc/stream': { size: 8, open: () => Readable.from([Buffer.from('a stream')]) },
      },
      new Date('2024-01-01T00:00:00Z'),
    );
    const found: [string, string][] = [];
    for await (const entry of Readable.from(tar).pipe(extract())) {
      found.push([entry.header.name, (await buffer(entry)).toString()]);
      expect(entry.header.mtime).toEqual(new Date('2024-01-01T00:00:00Z'));
    }
    expect(found).toEqual([
      ['etc/', ''],
      ['usr/', ''],
      ['usr/share/', ''],
      ['etc/bytes', 'bytes'],
      ['etc/file', 'of this machine'],
      ['etc/stream', 'a stream'],
      ['usr/share/text', 'a text'],
    ]);
  });

  it('fails where a file of this machine does not exist', async () => {
    await expect(buffer(tarOf({ a: { from: join(directory, 'none') } }, new Date(0)))).rejects.toThrow();
  });
});
