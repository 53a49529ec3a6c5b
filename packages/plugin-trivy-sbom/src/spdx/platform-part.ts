import type { PlatformDocument } from '../sbom-format.ts';
import { fileId, packageId } from './element-key.ts';
import { imageId } from './normalise.ts';
import { rootId } from './parse.ts';
import {
  documentId,
  type SpdxDocument,
  type SpdxFile,
  type SpdxPackage,
  type SpdxRelationship,
} from './spdx-document.ts';

/** What one platform brings into the merged document. */
export interface PlatformPart {
  platform: string;
  /** The platform's image. */
  root: string;
  packages: SpdxPackage[];
  files: SpdxFile[];
  relationships: SpdxRelationship[];
}

/** A platform's elements under the identifiers of the merged document. */
export function renamed(
  { platform, document }: PlatformDocument<SpdxDocument>,
  created: string,
): PlatformPart {
  const { files = [] } = document;
  const before = rootId(document);
  const root = imageId(document);
  const ids = new Map<string, string>([
    ...files.map((file) => [file.SPDXID, fileId(file)] as const),
    ...document.packages.map((element) => [element.SPDXID, packageId(element, document.name)] as const),
    [before, root],
  ]);
  const packages = document.packages.map((element) => ({
    ...element,
    SPDXID: ids.get(element.SPDXID) ?? element.SPDXID,
    ...(element.annotations === undefined
      ? {}
      : {
          annotations: element.annotations.map((annotation) => ({ ...annotation, annotationDate: created })),
        }),
  }));
  const relationships = document.relationships
    .filter(({ spdxElementId }) => spdxElementId !== documentId)
    .flatMap((relationship) => {
      const spdxElementId = ids.get(relationship.spdxElementId);
      const relatedSpdxElement = ids.get(relationship.relatedSpdxElement);
      // What became one element has no relationship to itself.
      if (spdxElementId === undefined || relatedSpdxElement === undefined) return [];
      return spdxElementId === relatedSpdxElement
        ? []
        : [{ ...relationship, spdxElementId, relatedSpdxElement }];
    });
  // A shared operating system no longer says which platform has a package.
  const contents = packages
    .filter(({ SPDXID }) => SPDXID !== root)
    .map(({ SPDXID }) => link(root, 'CONTAINS', SPDXID));
  return {
    platform,
    root,
    packages,
    files: files.map((file) => ({ ...file, SPDXID: fileId(file) })),
    relationships: [...relationships, ...contents],
  };
}

/** A relationship, read from left to right. */
export function link(
  spdxElementId: string,
  relationshipType: string,
  relatedSpdxElement: string,
): SpdxRelationship {
  return { spdxElementId, relatedSpdxElement, relationshipType };
}
