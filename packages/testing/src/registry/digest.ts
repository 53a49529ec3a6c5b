import { createHash, type Hash } from 'node:crypto';

/** `algorithm:encoded` of the two algorithms that the image-spec registers (descriptor.md, "Registered Algorithms"). */
const registered = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

export type DigestAlgorithm = 'sha256' | 'sha512';

/** Whether this is a digest that the registry knows how to check. */
export function isDigest(text: string): boolean {
  return registered.test(text);
}

/** The algorithm of a digest that `isDigest` accepted. */
export function algorithmOf(digest: string): DigestAlgorithm {
  return digest.startsWith('sha512:') ? 'sha512' : 'sha256';
}

export function digestOf(bytes: Uint8Array, algorithm: DigestAlgorithm = 'sha256'): string {
  return `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`;
}

/** A running digest: `value` may be read at any time and does not end it. */
export class RunningDigest {
  readonly algorithm: DigestAlgorithm;
  private readonly hash: Hash;

  constructor(algorithm: DigestAlgorithm) {
    this.algorithm = algorithm;
    this.hash = createHash(algorithm);
  }

  update(bytes: Uint8Array): void {
    this.hash.update(bytes);
  }

  value(): string {
    return `${this.algorithm}:${this.hash.copy().digest('hex')}`;
  }
}
