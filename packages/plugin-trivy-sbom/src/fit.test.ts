import { maxEnvelopeBytes } from '@multiarch-mirror/attest/statements';
import { describe, expect, it } from 'vitest';
import { fit } from './fit.ts';
import { spdx } from './spdx/format.ts';
import { link } from './spdx/platform-part.ts';
import { purlOf, type SpdxDocument, type SpdxPackage } from './spdx/spdx-document.ts';
import { danglingIds, index, platformDocument } from './spdx/testdata/documents.fixture.ts';

const document = spdx.merge(index, [platformDocument('amd64'), platformDocument('arm64')]);
/** That many packages of each platform, made like those that Trivy writes. */
function large(packages: number): SpdxDocument {
  const platforms = (['amd64', 'arm64'] as const).map((architecture) => {
    const part = platformDocument(architecture);
    const model = part.document.packages.find(({ name }) => name === 'base-files');
    const system = part.document.packages.find(({ name }) => name === 'debian')?.SPDXID ?? '';
    for (let number = 0; number < packages; number++) {
      const SPDXID = `SPDXRef-Package-${number}`;
      const text = JSON.stringify(model).replaceAll('base-files', `a-package-${number}`);
      part.document.packages.push({ ...(JSON.parse(text) as SpdxPackage), SPDXID });
      part.document.relationships.push(
        link(system, 'CONTAINS', SPDXID),
        ...[1, 2, 3].map((step) =>
          link(SPDXID, 'DEPENDS_ON', `SPDXRef-Package-${(number + step) % packages}`),
        ),
      );
    }
    return part;
  });
  return spdx.merge(index, platforms);
}

const base64 = (one: SpdxDocument) => Math.ceil((Buffer.byteLength(JSON.stringify(one)) * 4) / 3);

const fitted = (limit?: number) => fit(document, spdx, index.name, limit);
const comments = (one: SpdxDocument) =>
  one.packages.flatMap(({ annotations = [] }) => annotations.map(({ comment }) => comment));

describe('fit', () => {
  it('leaves alone what the log takes', () => {
    expect(fitted()).toEqual({ document, left: [] });
  });

  it('leaves out files and what says where a package was found, and nothing else, where that is enough', () => {
    const { document: smaller, left } = fitted(base64(document));
    expect(left).toEqual(['files and annotations']);
    expect(smaller.files).toBeUndefined();
    expect(comments(document)).toContainEqual(expect.stringMatching(/^LayerDigest: /));
    expect(comments(smaller).filter((comment) => !/^(Class|Type|Src\w+): /.test(comment))).toEqual([]);
    expect(comments(smaller)).toContain('Class: os-pkgs');
    expect(smaller.packages.map(purlOf)).toEqual(document.packages.map(purlOf));
    expect(smaller.hasExtractedLicensingInfos).toEqual(document.hasExtractedLicensingInfos);
    expect(danglingIds(smaller)).toEqual([]);
    expect(smaller.packages.every(({ filesAnalyzed }) => filesAnalyzed === false)).toBe(true);
    expect(smaller.documentNamespace).not.toBe(document.documentNamespace);
  });

  it('then what depends on what, and keeps what contains what', () => {
    const { document: smaller } = fitted(base64(document));
    const { document: smallest, left } = fitted(base64(smaller) + 900);
    expect(left).toEqual(['files and annotations', 'dependencies between packages']);
    const types = new Set(smallest.relationships.map(({ relationshipType }) => relationshipType));
    expect(types).toEqual(new Set(['DESCRIBES', 'VARIANT_OF', 'CONTAINS']));
    const unnamed = ({ packages }: SpdxDocument) => packages.map((element) => ({ ...element, SPDXID: '' }));
    expect(unnamed(smallest)).toEqual(unnamed(smaller));
    expect(danglingIds(smallest)).toEqual([]);
  });

  it('fails with the size where that is not enough', () => {
    expect(() => fitted(5_000)).toThrow(
      expect.objectContaining({
        code: 'MIRROR_SBOM_TOO_LARGE',
        message: expect.stringMatching(/\d{4,} bytes/),
      }),
    );
  });

  it('gets two platforms with 1,500 packages each into the log, every package and purl', () => {
    const whole = large(1_500);
    const { document: smaller, left } = fit(whole, spdx, index.name);
    expect(base64(whole)).toBeGreaterThan(2 * maxEnvelopeBytes);
    expect(base64(smaller)).toBeLessThan(maxEnvelopeBytes);
    expect(left).toHaveLength(2);
    expect(smaller.packages.map(purlOf)).toEqual(whole.packages.map(purlOf));
    expect(danglingIds(smaller)).toEqual([]);
  });

  it('fails for twice as many', () => {
    expect(() => fit(large(3_000), spdx, index.name)).toThrow(
      expect.objectContaining({ code: 'MIRROR_SBOM_TOO_LARGE' }),
    );
  });
});
