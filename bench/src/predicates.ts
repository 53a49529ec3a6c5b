import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Packages of the document: with so many it has about 200 KiB, as that of a Debian image. */
const packages = 360;

/**
 * An SPDX document as Trivy would make one: the same for every image and every tool but for the name of what it describes, since Trivy
 * is not what is measured.
 */
function spdx(): Record<string, unknown> {
  return {
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: 'SPDXRef-DOCUMENT',
    name: 'app',
    documentNamespace: 'https://example.com/spdx/app',
    creationInfo: { creators: ['Tool: none'], created: '2026-01-01T00:00:00Z' },
    relationships: [
      {
        spdxElementId: 'SPDXRef-DOCUMENT',
        relatedSpdxElement: 'SPDXRef-Package-0',
        relationshipType: 'DESCRIBES',
      },
    ],
    packages: Array.from({ length: packages }, (_, number) => ({
      name: `package-${number}`,
      SPDXID: `SPDXRef-Package-${number}`,
      versionInfo: `1.${number}.0-1`,
      supplier: 'Organization: Somebody <somebody@example.com>',
      downloadLocation: 'NONE',
      filesAnalyzed: false,
      sourceInfo: `built package from: package-${number} 1.${number}.0-1`,
      licenseConcluded: 'GPL-2.0-or-later AND LGPL-2.1-or-later',
      licenseDeclared: 'GPL-2.0-or-later AND LGPL-2.1-or-later',
      externalRefs: [
        {
          referenceCategory: 'PACKAGE-MANAGER',
          referenceType: 'purl',
          referenceLocator: `pkg:deb/debian/package-${number}@1.${number}.0-1?arch=amd64&distro=debian-12.5`,
        },
      ],
    })),
  };
}

/** The predicates as files, for `cosign attest --predicate`. */
export async function documents(
  directory: string,
): Promise<{ sbom: string; provenance1: string; provenance02: string }> {
  const write = async (name: string, document: object): Promise<string> => {
    const file = join(directory, name);
    await writeFile(file, JSON.stringify(document));
    return file;
  };
  const builder = { id: 'https://example.com/builder' };
  const buildType = 'https://example.com/build-type';
  return {
    sbom: await write('sbom.json', spdx()),
    provenance1: await write('provenance1.json', {
      buildDefinition: { buildType, externalParameters: {}, resolvedDependencies: [] },
      runDetails: { builder },
    }),
    provenance02: await write('provenance02.json', { builder, buildType, materials: [] }),
  };
}

/** The plugin that attaches the same document, in the place of `trivy-sbom`. @returns what `use` is to say */
export async function sbomPlugin(directory: string): Promise<string> {
  const predicateType = 'https://spdx.dev/Document';
  const source = `const predicate = ${JSON.stringify(spdx())};
const [described, ...packages] = predicate.packages;
const about = ({ digest }) => ({ ...predicate, packages: [{ ...described, comment: digest }, ...packages] });
const request = ({ root }) => ({ subject: root, predicateType: '${predicateType}' });
export default {
  name: 'sbom',
  schema: { type: 'object' },
  create: () => ({
    inspect: (image) => image.inspect([request(image)]),
    attest: (image) => image.attach({ ...request(image), predicate: about(image.root) }),
  }),
};
`;
  await writeFile(join(directory, 'sbom.mjs'), source);
  return './sbom.mjs';
}
