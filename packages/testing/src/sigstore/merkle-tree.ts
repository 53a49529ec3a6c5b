import { createHash } from 'node:crypto';

/** The append-only tree of a transparency log (RFC 6962, section 2.1). */
export class MerkleTree {
  private readonly leaves: Buffer[] = [];

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
    return rootOf(this.leaves);
  }

  /** The audit path of an entry in the tree as it is now (RFC 6962, section 2.1.1). */
  proof(index: number): Buffer[] {
    return path(index, this.leaves);
  }
}

function rootOf(leaves: Buffer[]): Buffer {
  const [first] = leaves;
  if (first === undefined) return hash();
  if (leaves.length === 1) return first;
  const split = largestPowerBelow(leaves.length);
  return hash(Buffer.from([1]), rootOf(leaves.slice(0, split)), rootOf(leaves.slice(split)));
}

function path(index: number, leaves: Buffer[]): Buffer[] {
  if (leaves.length <= 1) return [];
  const split = largestPowerBelow(leaves.length);
  const left = leaves.slice(0, split);
  const right = leaves.slice(split);
  return index < split
    ? [...path(index, left), rootOf(right)]
    : [...path(index - split, right), rootOf(left)];
}

function largestPowerBelow(count: number): number {
  return 2 ** (Math.ceil(Math.log2(count)) - 1);
}

function hash(...parts: Buffer[]): Buffer {
  const digest = createHash('sha256');
  for (const part of parts) digest.update(part);
  return digest.digest();
}
