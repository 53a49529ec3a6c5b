import { createCipheriv, createHash } from 'node:crypto';
import { generatedLayer, type Layer, type LayerOptions } from './layer.ts';

const pieceSize = 1 << 20;

/** Pseudo-random bytes that depend on `seed` alone: the key stream of AES-256-CTR. */
export async function* randomBytes(size: number, seed: string): AsyncGenerator<Uint8Array> {
  const key = createHash('sha256').update(seed).digest();
  const cipher = createCipheriv('aes-256-ctr', key, Buffer.alloc(16));
  const zeros = Buffer.alloc(pieceSize);
  for (let left = size; left > 0; left -= pieceSize) {
    yield cipher.update(zeros.subarray(0, Math.min(left, pieceSize)));
  }
}

/** A layer with one file of `size` pseudo-random bytes, made while it is read. Default compression: none. */
export function randomLayer(size: number, seed: string, options: LayerOptions = {}): Promise<Layer> {
  return generatedLayer(
    { 'random.bin': { size, open: () => randomBytes(size, seed) } },
    { compression: 'none', ...options },
  );
}
