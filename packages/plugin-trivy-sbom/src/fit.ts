import { maxEnvelopeBytes } from '@multiarch-mirror/attest/statements';
import { MirrorError } from '@multiarch-mirror/errors';
import type { SpdxDocument } from './spdx-document.ts';
import { trim } from './trim.ts';

export interface Fitted {
  document: SpdxDocument;
  /** Whether files and annotations had to go. */
  trimmed: boolean;
}

/** What surrounds the document in the envelope: the statement's other fields, signature and payload type. */
const surroundings = 1_000;

/**
 * A document that the transparency log takes: as it is, or without files and annotations.
 * @throws MirrorError MIRROR_SBOM_TOO_LARGE
 */
export function fit(document: SpdxDocument, limit: number = maxEnvelopeBytes): Fitted {
  if (envelopeBytes(document) <= limit) return { document, trimmed: false };
  const trimmed = trim(document);
  const bytes = envelopeBytes(trimmed);
  if (bytes <= limit) return { document: trimmed, trimmed: true };
  throw new MirrorError(
    'MIRROR_SBOM_TOO_LARGE',
    `the SBOM of ${document.name} takes ${bytes} bytes in the transparency log, even without files and annotations; the limit is ${limit}`,
    { hint: 'Mirror fewer platforms of this image, or take trivy-sbom out of its `plugins`.' },
  );
}

/** The envelope holds the statement in base64. */
function envelopeBytes(document: SpdxDocument): number {
  return Math.ceil((Buffer.byteLength(JSON.stringify(document)) * 4) / 3) + surroundings;
}
