import { describe, expect, it } from 'vitest';
import { listPackages } from './package-list.ts';

const purl = (locator: string) => [{ referenceType: 'purl', referenceLocator: locator }];

describe('listPackages', () => {
  it('names what an SPDX document of an index has installed, once for all platforms', () => {
    const document = {
      spdxVersion: 'SPDX-2.3',
      packages: [
        {
          SPDXID: 'SPDXRef-ContainerImage-1',
          name: 'ghcr.io/a/b@sha256:0',
          externalRefs: purl('pkg:oci/b@0'),
        },
        { SPDXID: 'SPDXRef-OperatingSystem-1', name: 'debian', versionInfo: '12.11' },
        { SPDXID: 'SPDXRef-Application-1', name: 'Node.js' },
        {
          SPDXID: 'SPDXRef-Package-1',
          name: 'openssl',
          versionInfo: '3',
          externalRefs: purl('pkg:deb/debian/openssl@3?arch=arm64'),
        },
        {
          SPDXID: 'SPDXRef-Package-2',
          name: 'openssl',
          versionInfo: '3',
          externalRefs: purl('pkg:deb/debian/openssl@3?arch=amd64'),
        },
        { SPDXID: 'SPDXRef-Package-3', name: 'a-binary' },
        { SPDXID: 'SPDXRef-Package-4', name: 'lodash', versionInfo: '4.17.21', externalRefs: [] },
        { SPDXID: 'SPDXRef-Package-5', name: 'lodash', versionInfo: '4.17.20' },
      ],
    };
    expect(listPackages(document)).toEqual([
      { name: 'a-binary', version: '', purls: [] },
      { name: 'lodash', version: '4.17.20', purls: [] },
      { name: 'lodash', version: '4.17.21', purls: [] },
      {
        name: 'openssl',
        version: '3',
        purls: ['pkg:deb/debian/openssl@3?arch=amd64', 'pkg:deb/debian/openssl@3?arch=arm64'],
      },
    ]);
  });

  it('reads CycloneDX as well', () => {
    const document = {
      bomFormat: 'CycloneDX',
      components: [
        { type: 'container', name: 'ghcr.io/a/b@sha256:0', purl: 'pkg:oci/b@0' },
        { type: 'operating-system', name: 'debian', version: '12.11' },
        { type: 'application', name: 'app/package-lock.json' },
        { type: 'library', name: 'lodash', version: '4.17.21', purl: 'pkg:npm/lodash@4.17.21' },
      ],
    };
    expect(listPackages(document)).toEqual([
      { name: 'lodash', version: '4.17.21', purls: ['pkg:npm/lodash@4.17.21'] },
    ]);
  });

  it.each([[null], ['text'], [{}], [{ packages: 'none' }], [{ packages: [{}, { name: 3 }] }]])(
    'finds nothing in %j',
    (document) => {
      expect(listPackages(document)).toEqual([]);
    },
  );
});
