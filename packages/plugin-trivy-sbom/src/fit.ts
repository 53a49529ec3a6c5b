import { envelopeBytes, maxEnvelopeBytes } from '@multiarch-mirror/attest/statements';
import { MirrorError } from '@multiarch-mirror/errors';
import type { SbomFormat } from './sbom-format.ts';

export interface Fitted<Document> {
  document: Document;
  /** What had to go, in words. */
  left: string[];
}

/**
 * A document of `name` that the transparency log takes: as it is, or without what takes most room.
 * @throws MirrorError MIRROR_SBOM_TOO_LARGE
 */
export function fit<Document>(
  document: Document,
  { trims }: Pick<SbomFormat<Document>, 'trims'>,
  name: string,
  limit: number = maxEnvelopeBytes,
): Fitted<Document> {
  let fitted = document;
  let bytes = envelopeBytes(fitted);
  const left: string[] = [];
  for (const trim of trims) {
    if (bytes <= limit) break;
    fitted = trim.apply(fitted);
    bytes = envelopeBytes(fitted);
    left.push(trim.what);
  }
  if (bytes <= limit) return { document: fitted, left };
  throw new MirrorError(
    'MIRROR_SBOM_TOO_LARGE',
    `the SBOM of ${name} takes ${bytes} bytes in the transparency log, even without ${left.join(' and ')}; the limit is ${limit}`,
    { hint: 'Mirror fewer platforms of this image, or take trivy-sbom out of its `plugins`.' },
  );
}
