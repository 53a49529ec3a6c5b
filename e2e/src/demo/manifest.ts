import { issuer, rootFile, type Stage, workflow } from './stage.ts';
import type { Upstream } from './upstream-image.ts';

/** Whether the versions of the machine-made image are mirrored, or one tag of a real registry. */
export type Selection = 'window' | 'tag';

/** A manifest as somebody would write it. `signer`: whose signature has to be on everything. */
export function manifest(
  { destination, sigstore }: Stage,
  { repository, tags }: Upstream,
  selection: Selection,
  signer: string = workflow,
): string {
  const selected =
    selection === 'window'
      ? '{semver: ">=1", keep: 2, latest: true}'
      : `[${tags.map(({ tag }) => JSON.stringify(tag)).join(', ')}]`;
  return `version: 1
destination: ${destination.host}/mirror

plugins:
  - trivy-sbom
  - cosign-sign
  - slsa-provenance
  - use: verify
    with:
      identity: ^${escaped(signer)}$
      issuer: ${issuer}

images:
  - source: ${repository}
    tags: ${selected}

sigstore:                       # one of this machine, in place of the public one
  fulcio: ${sigstore.fulcioUrl}
  rekor: ${sigstore.rekorUrl}
  tuf: {mirror: ${sigstore.tufUrl}, root: ./${rootFile}}
`;
}

/** The text as a regular expression for itself. */
function escaped(text: string): string {
  return text.replace(/[.\\+*?^$()[\]{}|]/g, '\\$&');
}
