import { processWide } from '@multiarch-mirror/errors';
import type { Descriptor } from '@multiarch-mirror/oci';

declare const value: unique symbol;

/**
 * A typed name for what one plugin of the chain hands to the later ones, so that `image.read(Sbom)` needs no cast. There is one
 * object for each name.
 */
export interface ArtifactKind<Value> {
  readonly name: string;
  readonly [value]?: Value;
}

const kinds = processWide('artifact-kinds', () => new Map<string, ArtifactKind<never>>());

/** Declares a kind. Kinds that plugins of different packages share are declared here, in core. */
export function defineKind<Value>(name: string): ArtifactKind<Value> {
  const kind = kinds.get(name) ?? { name };
  kinds.set(name, kind);
  return kind as ArtifactKind<Value>;
}

/** An SBOM document, attested on `subject`. */
export interface SbomArtifact {
  /** The index, or a platform's manifest. */
  subject: Descriptor;
  predicateType: string;
  /** The document, parsed. */
  document: unknown;
}

/** A signature on `subject`. */
export interface SignatureArtifact {
  subject: Descriptor;
}

/** A provenance statement on `subject`. */
export interface ProvenanceArtifact {
  subject: Descriptor;
  predicateType: string;
}

export const Sbom: ArtifactKind<SbomArtifact> = defineKind('sbom');
export const Signature: ArtifactKind<SignatureArtifact> = defineKind('signature');
export const Provenance: ArtifactKind<ProvenanceArtifact> = defineKind('provenance');
