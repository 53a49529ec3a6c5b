import { byVersion, systemRelease } from '../system-release.ts';
import { link, type PlatformPart } from './platform-part.ts';
import type { SpdxPackage } from './spdx-document.ts';

/**
 * Trivy reads one operating system from a document, whichever element comes first, and with it the packages that it contains. So of
 * systems of one release, which differ in their patch level, the latest is the one that it reads, with the packages of all; the
 * others keep their element and their packages under an identifier that it takes for no system.
 */
export function joinSystems(parts: readonly PlatformPart[]): PlatformPart[] {
  const systems = parts.flatMap(({ packages }) => packages.filter(isSystem));
  const read = new Map<string, SpdxPackage>();
  for (const system of systems) {
    const release = releaseOf(system);
    const known = read.get(release);
    if (known === undefined || byVersion(known.versionInfo ?? '', system.versionInfo ?? '') < 0)
      read.set(release, system);
  }
  const renamed = new Map<string, { id: string; read: string }>();
  for (const system of systems) {
    const latest = read.get(releaseOf(system))?.SPDXID ?? system.SPDXID;
    if (latest !== system.SPDXID)
      renamed.set(system.SPDXID, {
        id: system.SPDXID.replace(systemPrefix, 'SPDXRef-System-'),
        read: latest,
      });
  }
  return renamed.size === 0 ? [...parts] : parts.map((part) => joined(part, renamed));
}

/** What the document says, in Trivy's words, of the elements that it reads as operating systems. */
export function readSystems(packages: readonly SpdxPackage[]): string[] {
  return packages.filter(isSystem).map(({ name, versionInfo = '' }) => `${name} ${versionInfo}`.trim());
}

const systemPrefix = 'SPDXRef-OperatingSystem-';

function isSystem({ SPDXID }: SpdxPackage): boolean {
  return SPDXID.startsWith(systemPrefix);
}

function releaseOf({ name, versionInfo = '' }: SpdxPackage): string {
  return systemRelease(name, versionInfo);
}

function joined(
  part: PlatformPart,
  renamed: ReadonlyMap<string, { id: string; read: string }>,
): PlatformPart {
  const idOf = (id: string) => renamed.get(id)?.id ?? id;
  return {
    ...part,
    packages: part.packages.map((element) => ({ ...element, SPDXID: idOf(element.SPDXID) })),
    relationships: part.relationships.flatMap((relationship) => {
      const { spdxElementId, relatedSpdxElement, relationshipType } = relationship;
      const own = {
        ...relationship,
        spdxElementId: idOf(spdxElementId),
        relatedSpdxElement: idOf(relatedSpdxElement),
      };
      const system = renamed.get(spdxElementId)?.read;
      return system === undefined || relationshipType !== 'CONTAINS'
        ? [own]
        : [own, link(system, 'CONTAINS', relatedSpdxElement)];
    }),
  };
}
