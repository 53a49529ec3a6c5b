import type { ImageContext } from '@multiarch-mirror/core/plugin';
import type { Descriptor } from '@multiarch-mirror/oci';
import { distinct, hasIndex } from './image-platforms.ts';

/** What of a document is read here, SPDX or CycloneDX. */
interface Document {
  packages?: { SPDXID?: unknown }[];
  relationships?: { relationshipType?: unknown; relatedSpdxElement?: unknown }[];
  metadata?: { component?: unknown };
}

/**
 * Why an SBOM that stands on a subject and verifies is not what this plugin would write: it is about something else, or, on an index, it
 * lacks a platform (as that which `trivy image NAME` makes, which has the index's name and one platform's packages). `undefined`: it is.
 */
export function refuse(image: ImageContext, subject: Descriptor, predicate: unknown): string | undefined {
  const document = (predicate ?? {}) as Document;
  if (!JSON.stringify(described(document)).includes(hex(subject)))
    return `it does not describe ${subject.digest}`;
  if (!hasIndex(image) || subject.digest !== image.root.digest) return undefined;
  const text = JSON.stringify(document);
  const absent = distinct(image.platforms).find(({ descriptor }) => !text.includes(hex(descriptor)));
  return absent === undefined ? undefined : `it lacks the platform ${absent.platform}`;
}

/** What the document says it is about. */
function described({ packages = [], relationships = [], metadata }: Document): unknown[] {
  const roots = new Set(
    relationships
      .filter(({ relationshipType }) => relationshipType === 'DESCRIBES')
      .map(({ relatedSpdxElement }) => relatedSpdxElement),
  );
  return [metadata?.component ?? null, ...packages.filter(({ SPDXID }) => roots.has(SPDXID))];
}

/** In purls the colon of a digest is escaped. */
function hex({ digest }: Descriptor): string {
  return digest.slice(digest.indexOf(':') + 1);
}
