import type { Trim } from '../sbom-format.ts';
import { scannerProperties } from '../scanner-properties.ts';
import { seal } from './seal.ts';
import type { SpdxAnnotation, SpdxDocument, SpdxPackage } from './spdx-document.ts';

export const trims: readonly Trim<SpdxDocument>[] = [
  { what: 'files and annotations', apply: withoutFiles },
  { what: 'dependencies between packages', apply: withoutDependencies },
];

/** Without files and the annotations that say where a package was found. */
function withoutFiles(document: SpdxDocument): SpdxDocument {
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

/** What contains what stays, under shorter identifiers: two in each relationship are much of what is left. */
function withoutDependencies(document: SpdxDocument): SpdxDocument {
  const ids = new Map(
    document.packages.map(({ SPDXID }, index) => [SPDXID, SPDXID.replace(/[^-]+$/, index.toString(36))]),
  );
  const short = (id: string) => ids.get(id) ?? id;
  return seal({
    ...document,
    packages: document.packages.map((element) => ({ ...element, SPDXID: short(element.SPDXID) })),
    relationships: document.relationships
      .filter(({ relationshipType }) => relationshipType !== 'DEPENDS_ON')
      .map((relationship) => ({
        ...relationship,
        spdxElementId: short(relationship.spdxElementId),
        relatedSpdxElement: short(relationship.relatedSpdxElement),
      })),
  });
}

/** A verification code only stands beside the files that it is about (spdx-spec v2.3, clause 7.8). */
function trimPackage(element: SpdxPackage): SpdxPackage {
  const { annotations = [], packageVerificationCode: _, ...rest } = element;
  const kept = annotations.filter(isRead);
  return { ...rest, filesAnalyzed: false, ...(kept.length === 0 ? {} : { annotations: kept }) };
}

function isRead({ comment }: SpdxAnnotation): boolean {
  return scannerProperties.has(comment.split(': ', 1)[0] ?? '');
}
