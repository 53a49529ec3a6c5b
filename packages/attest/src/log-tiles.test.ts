import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { LogTiles, MissingTile, type ReadTile } from './log-tiles.ts';

const hash = (...parts: (Buffer | string)[]): Buffer => {
  const digest = createHash('sha256');
  for (const part of parts) digest.update(part);
  return digest.digest();
};
const entry = (index: number): Buffer => Buffer.from(`entry ${index} `.repeat((index % 5) + 1));

/** A log of this size, tile by tile, with the hash of its root. */
function logOf(size: number) {
  const files = new Map<string, Buffer>();
  const put = (level: string, items: readonly Buffer[]): void => {
    for (let tile = 0; tile * 256 < items.length; tile += 1) {
      const part = items.slice(tile * 256, (tile + 1) * 256);
      const name = String(tile)
        .padStart(3, '0')
        .replace(/^(\d)(\d{3})$/, 'x00$1/$2');
      files.set(`tile/${level}/${name}${part.length < 256 ? `.p/${part.length}` : ''}`, Buffer.concat(part));
    }
  };
  const entries = Array.from({ length: size }, (_, index) => entry(index));
  put(
    'entries',
    entries.map((bytes) => {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(bytes.length);
      return Buffer.concat([length, bytes]);
    }),
  );
  let row = entries.map((bytes) => hash('\u0000', bytes));
  const leaves = row;
  for (let level = 0; row.length > 0; level += 1) {
    put(String(level), row);
    for (let halving = 0; halving < 8; halving += 1)
      row = Array.from({ length: Math.floor(row.length / 2) }, (_, at) =>
        hash('\u0001', row[2 * at] ?? '', row[2 * at + 1] ?? ''),
      );
  }
  const rootOf = (some: readonly Buffer[]): Buffer => {
    if (some.length === 1) return some[0] ?? Buffer.alloc(0);
    const half = 2 ** Math.ceil(Math.log2(some.length) - 1);
    return hash('\u0001', rootOf(some.slice(0, half)), rootOf(some.slice(half)));
  };
  const read: ReadTile = async (path) => files.get(path);
  return { files, read, root: rootOf(leaves) };
}

/** RFC 9162, section 2.1.3.2: the root that a proof leads to. */
function proven(index: number, size: number, proof: readonly Buffer[]): Buffer | undefined {
  let [fn, sn] = [index, size - 1];
  let at = hash('\u0000', entry(index));
  for (const beside of proof) {
    if (sn === 0) return undefined;
    if (fn % 2 === 1 || fn === sn) {
      at = hash('\u0001', beside, at);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [fn / 2, Math.floor(sn / 2)];
    } else at = hash('\u0001', at, beside);
    [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  }
  return sn === 0 ? at : undefined;
}

describe('a log by its tiles', () => {
  it.each([1, 2, 3, 7, 255, 256, 257, 511, 513, 1000, 65_537])(
    'of %i entries: each that is asked for is there, and proven',
    async (size) => {
      const { read, root } = logOf(size);
      const some = [0, 1, 254, 255, 256, 300, 511, 512, 65_535, 65_536, size - 2, size - 1];
      for (const index of new Set(some.filter((one) => one >= 0 && one < size))) {
        const tiles = new LogTiles(read, size);
        expect((await tiles.entry(index)).toString()).toBe(entry(index).toString());
        expect(proven(index, size, await tiles.proof(index)), `${index}`).toEqual(root);
      }
    },
  );

  it('a number of four digits or more has a folder for each three', async () => {
    const asked: string[] = [];
    const read: ReadTile = async (path) => {
      asked.push(path);
      return undefined;
    };
    await expect(new LogTiles(read, 400_000_000_000).entry(1_234_067 * 256)).rejects.toThrow(MissingTile);
    expect(asked).toEqual(['tile/entries/x001/x234/067']);
  });

  it('asks for the whole where the part is gone', async () => {
    const { files, read } = logOf(300);
    const partly = files.get('tile/entries/001.p/44') ?? Buffer.alloc(0);
    files.delete('tile/entries/001.p/44');
    files.set('tile/entries/001', Buffer.concat([partly, Buffer.from('\u0000\u0003new')]));
    expect((await new LogTiles(read, 300).entry(299)).toString()).toBe(entry(299).toString());
  });
});
