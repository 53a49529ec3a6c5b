import { byText } from '../stable-order.ts';

/** The parts of SPDX 2.3 JSON (spdx-spec v2.3, annex F and the JSON schema) that Trivy writes; other fields are kept as they are. */
export interface SpdxDocument {
  spdxVersion: string;
  dataLicense: string;
  SPDXID: string;
  name: string;
  documentNamespace: string;
  creationInfo: { creators: string[]; created: string };
  packages: SpdxPackage[];
  files?: SpdxFile[];
  hasExtractedLicensingInfos?: ExtractedLicense[];
  relationships: SpdxRelationship[];
  annotations?: SpdxAnnotation[];
}

/** Clause 7. */
export interface SpdxPackage {
  name: string;
  SPDXID: string;
  versionInfo?: string;
  downloadLocation: string;
  filesAnalyzed?: boolean;
  packageVerificationCode?: { packageVerificationCodeValue: string };
  checksums?: SpdxChecksum[];
  licenseConcluded?: string;
  licenseDeclared?: string;
  externalRefs?: ExternalReference[];
  primaryPackagePurpose?: string;
  annotations?: SpdxAnnotation[];
}

/** Clause 8. */
export interface SpdxFile {
  fileName: string;
  SPDXID: string;
  checksums: SpdxChecksum[];
}

export interface SpdxChecksum {
  algorithm: string;
  checksumValue: string;
}

interface ExternalReference {
  referenceCategory: string;
  referenceType: string;
  referenceLocator: string;
}

/** Clause 10. */
interface ExtractedLicense {
  licenseId: string;
  extractedText: string;
}

/** Clause 11. */
export interface SpdxRelationship {
  spdxElementId: string;
  relatedSpdxElement: string;
  relationshipType: string;
  comment?: string;
}

/** Clause 12. */
export interface SpdxAnnotation {
  annotator: string;
  annotationDate: string;
  annotationType: string;
  comment: string;
}

/** The identifier of the document itself, in every document. */
export const documentId = 'SPDXRef-DOCUMENT';

/** A package's purl, where it has one. */
export function purlOf(element: SpdxPackage): string | undefined {
  return element.externalRefs?.find(({ referenceType }) => referenceType === 'purl')?.referenceLocator;
}

/** The order in which Trivy writes relationships. */
export function byEnds(a: SpdxRelationship, b: SpdxRelationship): number {
  return (
    byText(a.spdxElementId, b.spdxElementId) ||
    byText(a.relatedSpdxElement, b.relatedSpdxElement) ||
    byText(a.relationshipType, b.relationshipType)
  );
}
