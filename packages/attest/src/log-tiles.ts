import { createHash } from 'node:crypto';

/** A file of a log, by its path below the log's address; none where the log has none. */
export type ReadTile = (path: string) => Promise<Buffer | undefined>;

/** A tile that the log should have by its own account. */
export class MissingTile extends Error {}

/** Hashes in a tile, and entries in a bundle. */
const width = 256;
const hashBytes = 32;

/** A log of a certain size, as its tiles show it (C2SP, tlog-tiles). */
export class LogTiles {
  readonly #read: ReadTile;
  readonly #size: number;
  readonly #tiles = new Map<string, Promise<Buffer>>();

  constructor(read: ReadTile, size: number) {
    this.#read = read;
    this.#size = size;
  }

  /** The bytes of an entry. @throws MissingTile */
  async entry(index: number): Promise<Buffer> {
    const bundle = await this.#tile('entries', Math.floor(index / width), this.#size);
    let start = 0;
    for (let left = index % width; left > 0; left -= 1) start += 2 + bundle.readUInt16BE(start);
    return bundle.subarray(start + 2, start + 2 + bundle.readUInt16BE(start));
  }

  /** That an entry is in the log: the hashes beside its way to the root, from below (RFC 6962, section 2.1.1). @throws MissingTile */
  async proof(index: number): Promise<Buffer[]> {
    const beside: [start: number, count: number][] = [];
    for (let [start, count] = [0, this.#size]; count > 1; ) {
      const left = largestPowerBelow(count);
      if (index < start + left) {
        beside.push([start + left, count - left]);
        count = left;
      } else {
        beside.push([start, left]);
        [start, count] = [start + left, count - left];
      }
    }
    return Promise.all(beside.toReversed().map(([start, count]) => this.#hashOf(start, count)));
  }

  /** The hash over so many entries, as the tree has them together. */
  async #hashOf(start: number, count: number): Promise<Buffer> {
    const left = largestPowerBelow(count);
    if (count > 1 && left * 2 !== count)
      return parent(await this.#hashOf(start, left), await this.#hashOf(start + left, count - left));
    const level = Math.floor(Math.log2(count) / 8);
    const covered = width ** level;
    const first = start / covered;
    const tile = await this.#tile(level, Math.floor(first / width), Math.floor(this.#size / covered));
    const from = (first % width) * hashBytes;
    return root(tile.subarray(from, from + (count / covered) * hashBytes));
  }

  /** @param total how many there are on its level, so that the last one is known to be a part */
  #tile(level: number | 'entries', number: number, total: number): Promise<Buffer> {
    const path = `tile/${level}/${numbered(number)}`;
    const found = this.#tiles.get(path) ?? this.#fetch(path, total - number * width);
    this.#tiles.set(path, found);
    return found;
  }

  async #fetch(path: string, held: number): Promise<Buffer> {
    // A part may be gone once the whole is there.
    const part = held < width ? await this.#read(`${path}.p/${held}`) : undefined;
    const tile = part ?? (await this.#read(path));
    if (tile === undefined) throw new MissingTile(`it shows no ${path}`);
    return tile;
  }
}

/** 1234067 → `x001/x234/067` */
function numbered(number: number): string {
  const groups = [String(number % 1000).padStart(3, '0')];
  for (let left = Math.floor(number / 1000); left > 0; left = Math.floor(left / 1000))
    groups.unshift(`x${String(left % 1000).padStart(3, '0')}`);
  return groups.join('/');
}

/** The largest power of two that is less; 1 of 1. */
function largestPowerBelow(count: number): number {
  let power = 1;
  while (power * 2 < count) power *= 2;
  return power;
}

/** Over hashes whose number is a power of two. */
function root(hashes: Buffer): Buffer {
  if (hashes.length === hashBytes) return hashes;
  const half = hashes.length / 2;
  return parent(root(hashes.subarray(0, half)), root(hashes.subarray(half)));
}

function parent(left: Buffer, right: Buffer): Buffer {
  return createHash('sha256').update('\u0001').update(left).update(right).digest();
}
