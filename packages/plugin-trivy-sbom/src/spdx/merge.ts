import type { ImageIdentity } from '../image-identity.ts';
import type { PlatformDocument } from '../sbom-format.ts';
import { byText, distinctSorted } from '../stable-order.ts';
import { joinSystems } from './join-systems.ts';
import { mergePackages } from './merge-packages.ts';
import { imageId, registryNotes } from './normalise.ts';
import { link, renamed } from './platform-part.ts';
import { seal } from './seal.ts';
import {
  byEnds,
  documentId,
  type SpdxDocument,
  type SpdxFile,
  type SpdxPackage,
  type SpdxRelationship,
} from './spdx-document.ts';
import { verificationCode } from './verification-code.ts';

const author = 'Tool: multiarch-mirror';

/**
 * One document for an index: it describes the index, of which each platform's image is a variant (spdx-spec v2.3, clause 11,
 * VARIANT_OF) that contains its packages. What is the same on several platforms is one element; each platform's own relationships
 * stay. The order of the documents does not matter.
 */
export function merge(
  index: Pick<ImageIdentity, 'name' | 'purl'>,
  platforms: readonly PlatformDocument<SpdxDocument>[],
): SpdxDocument {
  const sorted = [...platforms].sort((a, b) => byText(a.document.name, b.document.name));
  const documents = sorted.map(({ document }) => document);
  // SPDX's times compare as text.
  const created =
    documents
      .map(({ creationInfo }) => creationInfo.created)
      .sort(byText)
      .at(-1) ?? '';
  const root = indexPackage({ ...index, created });
  const parts = joinSystems(sorted.map((part) => renamed(part, created)));
  const files = unite(parts.flatMap((part) => part.files));
  const relationships = uniteRelationships([
    link(documentId, 'DESCRIBES', root.SPDXID),
    ...parts.map(({ platform, root: variant }) => ({
      ...link(variant, 'VARIANT_OF', root.SPDXID),
      comment: platform,
    })),
    ...parts.flatMap((part) => part.relationships),
  ]);
  const annotations = distinctSorted(documents.flatMap((document) => document.annotations ?? []));
  const licenses = new Map(
    documents.flatMap(({ hasExtractedLicensingInfos = [] }) =>
      hasExtractedLicensingInfos.map((license) => [license.licenseId, license] as const),
    ),
  );
  return seal({
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: documentId,
    name: index.name,
    documentNamespace: '',
    creationInfo: {
      creators: [
        ...new Set([author, ...documents.flatMap(({ creationInfo }) => creationInfo.creators)]),
      ].sort(byText),
      created,
    },
    packages: [
      root,
      ...mergeGroups(
        parts.flatMap((part) => part.packages),
        relationships,
        files,
      ),
    ],
    ...(files.size === 0 ? {} : { files: [...files.values()] }),
    ...(licenses.size === 0
      ? {}
      : {
          hasExtractedLicensingInfos: [...licenses.values()].sort((a, b) => byText(a.licenseId, b.licenseId)),
        }),
    relationships,
    ...(annotations.length === 0 ? {} : { annotations }),
  });
}

function mergeGroups(
  packages: readonly SpdxPackage[],
  relationships: readonly SpdxRelationship[],
  files: ReadonlyMap<string, SpdxFile>,
): SpdxPackage[] {
  const contained = Map.groupBy(
    relationships.filter(({ relatedSpdxElement }) => files.has(relatedSpdxElement)),
    ({ spdxElementId }) => spdxElementId,
  );
  return [...Map.groupBy(packages, ({ SPDXID }) => SPDXID)]
    .sort(([a], [b]) => byText(a, b))
    .flatMap(([id, [first, ...others]]) => {
      if (first === undefined) return [];
      const merged = mergePackages(first, others);
      const own = (contained.get(id) ?? []).flatMap(
        ({ relatedSpdxElement }) => files.get(relatedSpdxElement) ?? [],
      );
      const code = merged.packageVerificationCode === undefined ? undefined : verificationCode(own);
      return code === undefined
        ? [merged]
        : [{ ...merged, packageVerificationCode: { packageVerificationCodeValue: code } }];
    });
}

function indexPackage(index: ImageIdentity): SpdxPackage {
  return {
    name: index.name,
    SPDXID: imageId(index),
    downloadLocation: 'NONE',
    filesAnalyzed: false,
    licenseConcluded: 'NOASSERTION',
    licenseDeclared: 'NOASSERTION',
    externalRefs: [
      { referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: index.purl },
    ],
    primaryPackagePurpose: 'CONTAINER',
    annotations: registryNotes(author, index),
  };
}

function unite(files: readonly SpdxFile[]): Map<string, SpdxFile> {
  return new Map(files.map((file) => [file.SPDXID, file] as const).sort(([a], [b]) => byText(a, b)));
}

function uniteRelationships(relationships: readonly SpdxRelationship[]): SpdxRelationship[] {
  const unique = new Map(relationships.map((relationship) => [JSON.stringify(relationship), relationship]));
  return [...unique.values()].sort(byEnds);
}
