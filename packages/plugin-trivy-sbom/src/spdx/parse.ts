import { invalidSbom } from '../invalid-sbom.ts';
import { documentId, type SpdxDocument } from './spdx-document.ts';

/**
 * Trivy's output as a document with exactly one package that it describes.
 * @throws MirrorError MIRROR_SBOM_INVALID
 */
export function parseDocument(text: string): SpdxDocument {
  let document: Partial<SpdxDocument> | null;
  try {
    document = JSON.parse(text) as Partial<SpdxDocument> | null;
  } catch (error) {
    throw invalidSbom('it is not JSON', error);
  }
  if (document?.spdxVersion !== 'SPDX-2.3') throw invalidSbom('it is not SPDX 2.3');
  if (!Array.isArray(document.packages) || !Array.isArray(document.relationships)) {
    throw invalidSbom('it has no packages or no relationships');
  }
  const parsed = document as SpdxDocument;
  const root = rootId(parsed);
  if (!parsed.packages.some(({ SPDXID }) => SPDXID === root))
    throw invalidSbom('what it describes is not in it');
  return parsed;
}

/** The identifier of what the document describes. @throws MirrorError MIRROR_SBOM_INVALID */
export function rootId({ relationships }: SpdxDocument): string {
  const described = relationships.filter(
    ({ spdxElementId, relationshipType }) => spdxElementId === documentId && relationshipType === 'DESCRIBES',
  );
  const [root, further] = described;
  if (root === undefined || further !== undefined)
    throw invalidSbom(`it describes ${described.length} packages`);
  return root.relatedSpdxElement;
}
