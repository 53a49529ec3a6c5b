import { type SharedTag, sha256Digest } from '@multiarch-mirror/oci';

/** One digest for all tags of an export with what they stand for: who knows it from elsewhere knows that none was exchanged. */
export function inventoryOf(tags: readonly SharedTag[]): string {
  const lines = tags.map(({ name, tag, digest }) => `${name}:${tag} ${digest}\n`).sort();
  return sha256Digest(Buffer.from(lines.join('')));
}
