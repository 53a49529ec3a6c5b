import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** How long an address is its own permission. */
const lifetime = 300_000;

/** Addresses that are their own permission for a while, as storage services give them out. */
export class PresignedAddresses {
  private readonly key = randomBytes(32);
  /** Of every address so far. */
  readonly signatures: string[] = [];

  /** The path with its permission in the query. */
  sign(path: string): string {
    const expires = String(Date.now() + lifetime);
    const signature = this.signature(path, expires);
    this.signatures.push(signature);
    return `${path}?expires=${expires}&signature=${signature}`;
  }

  /** Whether the query permits to read the path, now. */
  accepts(path: string, query: URLSearchParams): boolean {
    const expires = query.get('expires') ?? '';
    const given = Buffer.from(query.get('signature') ?? '');
    const right = Buffer.from(this.signature(path, expires));
    return given.length === right.length && timingSafeEqual(given, right) && Number(expires) > Date.now();
  }

  private signature(path: string, expires: string): string {
    return createHmac('sha256', this.key).update(`${path}\n${expires}`).digest('hex');
  }
}
