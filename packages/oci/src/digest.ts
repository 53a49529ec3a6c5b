import { createHash } from 'node:crypto';
import { ociError } from './codes.ts';
import type { Descriptor } from './descriptor.ts';
import { transformed } from './stream.ts';

/** The registered algorithms of image-spec, descriptor.md. */
const lengths: Record<string, number> = { sha256: 64, sha512: 128 };
const digestPattern = /^(sha256|sha512):([a-f0-9]+)$/;

/** Whether the text is a sha256 or sha512 digest. */
export function isDigest(text: string): boolean {
  const [, algorithm = '', hex = ''] = digestPattern.exec(text) ?? [];
  return hex.length > 0 && hex.length === lengths[algorithm];
}

/** Algorithm and hex of a digest. @throws MirrorError MIRROR_REFERENCE_INVALID */
export function splitDigest(digest: string): { algorithm: string; hex: string } {
  if (!isDigest(digest)) {
    throw ociError('MIRROR_REFERENCE_INVALID', `"${digest}" is not a sha256 or sha512 digest`);
  }
  const colon = digest.indexOf(':');
  return { algorithm: digest.slice(0, colon), hex: digest.slice(colon + 1) };
}

/** Whether two digests are of one algorithm, so that they can be compared. */
export function sameAlgorithm(a: string, b: string): boolean {
  return a.split(':')[0] === b.split(':')[0];
}

/** `sha256:…` of the bytes. */
export function sha256Digest(bytes: Uint8Array): string {
  return digestOf('sha256', bytes);
}

/** The digest of the bytes by the algorithm of another digest, or by its name. */
export function digestOf(algorithm: string, bytes: Uint8Array): string {
  const name = algorithm.startsWith('sha512') ? 'sha512' : 'sha256';
  return `${name}:${createHash(name).update(bytes).digest('hex')}`;
}

/** Streams that check themselves, with the digest that they check for, so that no byte is hashed twice on its way. */
const checked = new WeakMap<AsyncIterable<Uint8Array>, string>();

/** Like `transformed`, for a generator that passes every byte on as it is: what was verified stays verified. */
export function unchanged(
  stream: AsyncIterable<Uint8Array>,
  through: (source: AsyncIterable<Uint8Array>) => AsyncGenerator<Uint8Array, void, undefined>,
): AsyncIterable<Uint8Array> {
  const result = transformed(stream, through);
  const digest = checked.get(stream);
  if (digest !== undefined) checked.set(result, digest);
  return result;
}

/**
 * The stream, checked against size and digest of its descriptor on the way. The chunk that completes it is passed on only
 * after the digest was found right, so that whoever commits at the end never commits a wrong byte.
 * @throws MirrorError MIRROR_SIZE_MISMATCH, MIRROR_DIGEST_MISMATCH while it is read
 */
export function verified(
  descriptor: Descriptor,
  stream: AsyncIterable<Uint8Array>,
): AsyncIterable<Uint8Array> {
  const expected = `${descriptor.digest} ${descriptor.size}`;
  if (checked.get(stream) === expected) return stream;
  const result = transformed(stream, (source) => verifying(descriptor, source));
  checked.set(result, expected);
  return result;
}

async function* verifying(
  descriptor: Descriptor,
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { algorithm } = splitDigest(descriptor.digest);
  const hash = createHash(algorithm);
  let size = 0;
  let last: Uint8Array | undefined;
  for await (const chunk of source) {
    size += chunk.length;
    if (size > descriptor.size) throw sizeMismatch(descriptor, `more than ${descriptor.size}`);
    hash.update(chunk);
    // A copy, since the source may fill the buffer again.
    if (size === descriptor.size) last = Buffer.from(chunk);
    else yield chunk;
  }
  if (size !== descriptor.size) throw sizeMismatch(descriptor, String(size));
  const actual = `${algorithm}:${hash.digest('hex')}`;
  if (actual !== descriptor.digest) throw digestMismatch(descriptor.digest, actual);
  if (last !== undefined) yield last;
}

/** Checks bytes in memory. @throws MirrorError MIRROR_SIZE_MISMATCH, MIRROR_DIGEST_MISMATCH */
export function verifyBytes(descriptor: Descriptor, bytes: Uint8Array): void {
  if (bytes.length !== descriptor.size) throw sizeMismatch(descriptor, String(bytes.length));
  const actual = digestOf(descriptor.digest, bytes);
  if (actual !== descriptor.digest) throw digestMismatch(descriptor.digest, actual);
}

export function sizeMismatch(descriptor: Descriptor, actual: string): Error {
  return ociError(
    'MIRROR_SIZE_MISMATCH',
    `${descriptor.digest} has ${actual} bytes, not ${descriptor.size}`,
    {
      hint: 'Look at the registry or the proxy in between: it cuts or changes content.',
    },
  );
}

export function digestMismatch(expected: string, actual: string): Error {
  return ociError('MIRROR_DIGEST_MISMATCH', `content has digest ${actual}, not ${expected}`, {
    hint: 'Look at the registry or the proxy in between: it changes content.',
  });
}
