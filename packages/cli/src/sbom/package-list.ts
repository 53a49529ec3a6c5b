/** One package of an SBOM. */
export interface ListedPackage {
  name: string;
  version: string;
  /** Of each platform that has it, where the purls differ. */
  purls: string[];
}

interface Element {
  name?: unknown;
  /** SPDX. */
  SPDXID?: unknown;
  versionInfo?: unknown;
  externalRefs?: { referenceType?: unknown; referenceLocator?: unknown }[];
  /** CycloneDX. */
  type?: unknown;
  version?: unknown;
  purl?: unknown;
}

/**
 * The packages of an SPDX or CycloneDX document, each name and version once, sorted: what is installed, without the images, operating
 * systems and applications that it is installed in.
 */
export function listPackages(document: unknown): ListedPackage[] {
  const { packages, components } = (document ?? {}) as { packages?: unknown; components?: unknown };
  const elements = [packages, components].flatMap((list) => (Array.isArray(list) ? (list as Element[]) : []));
  const listed = new Map<string, ListedPackage>();
  for (const element of elements) {
    const purl = purlOf(element);
    if (typeof element.name !== 'string' || !isPackage(element, purl)) continue;
    const version = [element.versionInfo, element.version].find((text) => typeof text === 'string') ?? '';
    const one = { name: element.name, version, purls: purl === undefined ? [] : [purl] };
    const key = JSON.stringify([one.name, one.version]);
    const known = listed.get(key);
    if (known === undefined) listed.set(key, one);
    else known.purls.push(...one.purls);
  }
  for (const one of listed.values()) one.purls = [...new Set(one.purls)].sort(byText);
  return [...listed.values()].sort((a, b) => byText(a.name, b.name) || byText(a.version, b.version));
}

function purlOf({ purl, externalRefs = [] }: Element): string | undefined {
  const found = [purl, externalRefs.find(({ referenceType }) => referenceType === 'purl')?.referenceLocator];
  return found.find((text) => typeof text === 'string');
}

/** Trivy tells the kinds of SPDX elements apart by their identifiers. */
function isPackage({ SPDXID, type }: Element, purl: string | undefined): boolean {
  if (purl?.startsWith('pkg:oci/')) return false;
  if (typeof type === 'string') return type === 'library' || (purl !== undefined && type !== 'container');
  return purl !== undefined || (typeof SPDXID === 'string' && SPDXID.startsWith('SPDXRef-Package-'));
}

function byText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
