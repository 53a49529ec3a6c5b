import { seal } from './seal.ts';
import type { SpdxDocument, SpdxPackage } from './spdx-document.ts';

/** The document without files and annotations; every package, purl, licence and relationship between packages stays. */
export function trim(document: SpdxDocument): SpdxDocument {
  const { files = [], annotations: _, ...rest } = document;
  const gone = new Set(files.map(({ SPDXID }) => SPDXID));
  return seal({
    ...rest,
    packages: document.packages.map(trimPackage),
    relationships: document.relationships.filter(
      ({ spdxElementId, relatedSpdxElement }) => !gone.has(spdxElementId) && !gone.has(relatedSpdxElement),
    ),
  });
}

/** A verification code only stands beside the files that it is about (spdx-spec v2.3, clause 7.8). */
function trimPackage(element: SpdxPackage): SpdxPackage {
  const { annotations: _, packageVerificationCode: __, ...rest } = element;
  return { ...rest, filesAnalyzed: false };
}
