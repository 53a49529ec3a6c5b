import type { ImageIdentity } from './image-identity.ts';

/** One platform's document. */
export interface PlatformDocument<Document> {
  /** `linux/arm64`. */
  platform: string;
  document: Document;
}

/** A format of SBOMs: how Trivy's output becomes what is attached. */
export interface SbomFormat<Document = unknown> {
  /** What Trivy calls it. */
  readonly trivyName: string;
  /** @throws MirrorError MIRROR_SBOM_INVALID */
  parse(text: string): Document;
  /** A scanned platform's document as it is attached: the same image gives the same bytes. */
  normalise(document: Document, image: ImageIdentity): Document;
  /** The one document of an index. The order of the platforms does not matter. */
  merge(
    index: Pick<ImageIdentity, 'name' | 'purl'>,
    platforms: readonly PlatformDocument<Document>[],
  ): Document;
  /** What may go where a document is too large, in this order, each without what went before; packages, purls and licences stay. */
  readonly trims: readonly Trim<Document>[];
  /** The operating systems that Trivy would read from it, as `debian 12.11`. */
  systems(document: Document): string[];
}

/** One thing that a document can do without. */
export interface Trim<Document> {
  /** As a message says it: `files and annotations`. */
  readonly what: string;
  apply(document: Document): Document;
}
