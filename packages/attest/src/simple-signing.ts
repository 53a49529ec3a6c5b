import type { ImageIdentity } from './signer.ts';
import { sha256Hex } from './statement.ts';

/** Layer type of a `.sig` tag. */
export const simpleSigningType = 'application/vnd.dev.cosign.simplesigning.v1+json';
const signatureType = 'cosign container image signature';

/**
 * The simple signing payload of an image, as `cosign sign` writes it (cosign, specs/SIGNATURE_SPEC.md, "Payload").
 * @throws MirrorError MIRROR_STATEMENT_INVALID when the digest is not `sha256:<hex>`.
 */
export function simpleSigningPayload(image: ImageIdentity): Uint8Array {
  sha256Hex(image.digest);
  const document = {
    critical: {
      identity: { 'docker-reference': image.reference },
      image: { 'docker-manifest-digest': image.digest },
      type: signatureType,
    },
    optional: null,
  };
  return Buffer.from(JSON.stringify(document));
}

/** The image that a payload names, or `undefined` when it is no payload of an image signature. Unauthenticated. */
export function parseSimpleSigning(payload: Uint8Array): ImageIdentity | undefined {
  try {
    const { critical } = JSON.parse(Buffer.from(payload).toString('utf8')) as {
      critical: { identity: Record<string, unknown>; image: Record<string, unknown>; type: unknown };
    };
    const reference = critical.identity['docker-reference'];
    const digest = critical.image['docker-manifest-digest'];
    if (typeof reference !== 'string' || typeof digest !== 'string') return undefined;
    return critical.type === signatureType ? { reference, digest } : undefined;
  } catch {
    return undefined;
  }
}
