import type { LocalSigstore } from '@multiarch-mirror/testing';
import { workflowRun } from './github-actions.ts';

/** The chain that the reference deployment uses, as lines of the manifest. */
export const wholeChain = `
plugins:
  - trivy-sbom
  - cosign-sign
  - slsa-provenance
  - use: verify
    with:
      identity: ${workflowRun.identity}
      issuer: ${workflowRun.issuer}
`;

/** The manifest's lines about a local Sigstore. */
export function sigstoreOf({ fulcioUrl, rekorUrl, tufUrl, rootPath }: LocalSigstore): string {
  return `
sigstore:
  fulcio: ${fulcioUrl}
  rekor: ${rekorUrl}
  tuf: {mirror: "${tufUrl}", root: ${rootPath}}
`;
}

/** A manifest's lines for a chain that signs with a key by cosign, and logs with a local Sigstore. */
export function keyChain(
  { rekorUrl, trustedRootPath }: LocalSigstore,
  key: string,
  verifying: string = 'verify',
): string {
  return `
attestations: {format: both}
plugins:
  - {use: cosign-sign, with: {mode: cosign, key: "${key}"}}
  - slsa-provenance
  - ${verifying}
sigstore: {rekor: "${rekorUrl}", trustedRoot: ${trustedRootPath}}
`;
}
