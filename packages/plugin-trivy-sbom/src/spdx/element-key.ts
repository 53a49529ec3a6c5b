import { byText, shortHash } from '../stable-order.ts';
import { purlOf, type SpdxChecksum, type SpdxFile, type SpdxPackage } from './spdx-document.ts';

/**
 * The identifier of a package in the merged document: the same for what is the same on every platform. Packages are the same
 * when purl and checksums are, operating systems when name and version are; anything else belongs to its platform alone.
 */
export function packageId(element: SpdxPackage, platform: string): string {
  const kind = kindOf(element.SPDXID);
  return `SPDXRef-${kind}-${shortHash(JSON.stringify(identity(element, kind, platform)))}`;
}

/** Files are the same when path and checksums are. */
export function fileId({ fileName, checksums }: SpdxFile): string {
  return `SPDXRef-File-${shortHash(JSON.stringify([fileName, ...sums(checksums)]))}`;
}

function identity(element: SpdxPackage, kind: string, platform: string): string[] {
  const purl = purlOf(element);
  if (purl !== undefined) return ['purl', purl, ...sums(element.checksums ?? [])];
  if (kind === 'OperatingSystem') return ['system', element.name, element.versionInfo ?? ''];
  return ['platform', platform, element.SPDXID];
}

/** Trivy reads the kind of an element from its identifier. */
function kindOf(id: string): string {
  return /^SPDXRef-([A-Za-z]+)-/.exec(id)?.[1] ?? 'Package';
}

function sums(checksums: readonly SpdxChecksum[]): string[] {
  return checksums.map(({ algorithm, checksumValue }) => `${algorithm}:${checksumValue}`).sort(byText);
}
