import { PolicyError } from '@multiarch-mirror/errors';

/**
 * Whether an SPDX predicate is a document about this digest: what it describes names the digest in its name, purl or annotations.
 * @throws PolicyError MIRROR_SBOM_INVALID, MIRROR_SBOM_FOREIGN
 */
export function checkSbom(predicate: unknown, digest: string): void {
  const document = record(predicate);
  const packages = list(document.packages).map(record);
  const relationships = list(document.relationships).map(record);
  if (typeof document.spdxVersion !== 'string' || packages.length === 0) {
    throw new PolicyError('it is no SPDX document with packages', {
      code: 'MIRROR_SBOM_INVALID',
      hint: 'Run `mirror run --deep` to replace it.',
    });
  }
  const described = relationships
    .filter((relationship) => relationship.relationshipType === 'DESCRIBES')
    .map((relationship) => relationship.relatedSpdxElement);
  const roots = packages.filter((element) => described.includes(element.SPDXID));
  if (!roots.some((root) => JSON.stringify(root).includes(digest))) {
    throw new PolicyError(`what it describes is not ${digest}`, {
      code: 'MIRROR_SBOM_FOREIGN',
      hint: 'Run `mirror run --deep` to replace it: it is the SBOM of another image.',
    });
  }
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
