import { describe, expect, it } from 'vitest';
import { digestOf, isDigest, sha256Digest, unchanged, verified } from './digest.ts';
import { closeStream, collect, streamOf, tapped } from './stream.ts';

const bytes = Buffer.from('some content of a layer');
const descriptor = { mediaType: 'text/plain', digest: sha256Digest(bytes), size: bytes.length };

async function* pieces(...parts: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* parts;
}

describe('digests', () => {
  it('are sha256 or sha512 in lower case and of full length', () => {
    expect(isDigest(sha256Digest(bytes))).toBe(true);
    expect(isDigest(digestOf('sha512', bytes))).toBe(true);
    expect(isDigest('sha256:abc')).toBe(false);
    expect(isDigest(`sha256:${'A'.repeat(64)}`)).toBe(false);
    expect(isDigest(`toString:${'a'.repeat(64)}`)).toBe(false);
  });
});

describe('verified', () => {
  it.each(['sha256', 'sha512'])('passes the right bytes on by %s', async (algorithm) => {
    const named = { ...descriptor, digest: digestOf(algorithm, bytes) };
    const stream = verified(named, pieces(bytes.subarray(0, 5), bytes.subarray(5)));
    expect(Buffer.from(await collect(stream, 100))).toEqual(bytes);
  });

  it('passes an empty blob', async () => {
    const empty = { mediaType: 'x', digest: sha256Digest(new Uint8Array()), size: 0 };
    expect(await collect(verified(empty, streamOf(new Uint8Array())), 1)).toHaveLength(0);
  });

  it.each([
    ['a wrong byte', pieces(Buffer.from('Some content of a layer')), 'MIRROR_DIGEST_MISMATCH'],
    ['too few bytes', pieces(bytes.subarray(1)), 'MIRROR_SIZE_MISMATCH'],
    ['too many bytes', pieces(bytes, bytes), 'MIRROR_SIZE_MISMATCH'],
  ])('fails on %s and never passes the last chunk on', async (_, stream, code) => {
    let size = 0;
    const reading = collect(
      tapped(verified(descriptor, stream), (chunk) => {
        size += chunk.length;
      }),
      100,
    );
    await expect(reading).rejects.toMatchObject({ code });
    expect(size).toBeLessThan(bytes.length);
  });

  it('does not hash again what passed unchanged', () => {
    const once = verified(descriptor, streamOf(bytes));
    const through = unchanged(once, async function* (source) {
      yield* source;
    });
    expect(verified(descriptor, through)).toBe(through);
    expect(verified({ ...descriptor, size: 1 }, through)).not.toBe(through);
  });

  it('closes its source when it is closed before it was read', async () => {
    let closed = false;
    const source: AsyncIterableIterator<Uint8Array> = {
      next: () => Promise.resolve({ done: true, value: undefined }),
      return: () => {
        closed = true;
        return Promise.resolve({ done: true, value: undefined });
      },
      [Symbol.asyncIterator]: () => source,
    };
    await closeStream(tapped(verified(descriptor, source), () => undefined));
    expect(closed).toBe(true);
  });
});
