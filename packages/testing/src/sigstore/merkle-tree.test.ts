import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { MerkleTree } from './merkle-tree.ts';

// The inputs and roots that the reference implementations of RFC 6962 test with.
const inputs = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
];
const roots: Record<number, string> = {
  0: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  1: '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  2: 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  3: 'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  8: '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
};

function tree(size: number): MerkleTree {
  const made = new MerkleTree();
  for (const input of inputs.slice(0, size)) made.append(Buffer.from(input, 'hex'));
  return made;
}

describe('MerkleTree', () => {
  it.each(Object.entries(roots))('has the root of %s entries', (size, root) => {
    expect(tree(Number(size)).root().toString('hex')).toBe(root);
  });

  it('proves each entry of a full tree with one hash for each level', () => {
    const full = tree(8);
    for (let index = 0; index < 8; index++) {
      let hash = createHash('sha256')
        .update(Buffer.from(`00${inputs[index]}`, 'hex'))
        .digest();
      const proof = full.proof(index);
      expect(proof).toHaveLength(3);
      proof.forEach((sibling, level) => {
        const pair = (index >> level) % 2 === 0 ? [hash, sibling] : [sibling, hash];
        hash = createHash('sha256')
          .update(Buffer.concat([Buffer.from([1]), ...pair]))
          .digest();
      });
      expect(hash).toEqual(full.root());
    }
  });
});
