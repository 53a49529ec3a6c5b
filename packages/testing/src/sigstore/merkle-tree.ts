import { createHash } from 'node:crypto';

/** The append-only tree of a transparency log (RFC 6962, section 2.1). An entry costs the same however many there are. */
export class MerkleTree {
  private readonly leaves: Buffer[] = [];
  /** Roots of whole subtrees, which change no more: by their number of leaves and the first of them. */
  private readonly whole = new Map<string, Buffer>();

  get size(): number {
    return this.leaves.length;
  }

  /** Appends an entry; returns its leaf hash. */
  append(entry: Buffer): Buffer {
    const leaf = hash(Buffer.from([0]), entry);
    this.leaves.push(leaf);
    return leaf;
  }

  root(): Buffer {
    return this.size === 0 ? hash() : this.rootOf(0, this.size);
  }

  /** The audit path of an entry in the tree as it is now (RFC 6962, section 2.1.1). */
  proof(index: number): Buffer[] {
    return this.path(index, 0, this.size);
  }

  private rootOf(first: number, count: number): Buffer {
    const leaf = this.leaves[first];
    if (count === 1 && leaf !== undefined) return leaf;
    const split = largestPowerBelow(count);
    const key = `${count} ${first}`;
    const known = this.whole.get(key);
    if (known !== undefined) return known;
    const root = hash(Buffer.from([1]), this.rootOf(first, split), this.rootOf(first + split, count - split));
    if (count === 2 * split) this.whole.set(key, root);
    return root;
  }

  private path(index: number, first: number, count: number): Buffer[] {
    if (count <= 1) return [];
    const split = largestPowerBelow(count);
    return index < split
      ? [...this.path(index, first, split), this.rootOf(first + split, count - split)]
      : [...this.path(index - split, first + split, count - split), this.rootOf(first, split)];
  }
}

function largestPowerBelow(count: number): number {
  return 2 ** (Math.ceil(Math.log2(count)) - 1);
}

function hash(...parts: Buffer[]): Buffer {
  const digest = createHash('sha256');
  for (const part of parts) digest.update(part);
  return digest.digest();
}
