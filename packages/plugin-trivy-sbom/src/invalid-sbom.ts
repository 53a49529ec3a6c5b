import { MirrorError } from '@multiarch-mirror/errors';

/** What cannot be used as an SBOM. */
export function invalidSbom(fault: string, cause?: unknown): MirrorError {
  return new MirrorError('MIRROR_SBOM_INVALID', `the SBOM cannot be used: ${fault}`, {
    hint: 'Check which version of Trivy is on PATH.',
    cause,
  });
}
