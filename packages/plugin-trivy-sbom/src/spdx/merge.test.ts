import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlatformDocument } from '../sbom-format.ts';
import { spdx } from './format.ts';
import { merge } from './merge.ts';
import { normalise } from './normalise.ts';
import { rootId } from './parse.ts';
import { purlOf, type SpdxDocument, type SpdxPackage } from './spdx-document.ts';
import { danglingIds, index, platformDocument } from './testdata/documents.fixture.ts';

const platforms = [platformDocument('amd64'), platformDocument('arm64')];
const merged = merge(index, platforms);

function ids(document: SpdxDocument, name: string): string[] {
  return document.packages.filter((element) => element.name === name).map(({ SPDXID }) => SPDXID);
}

/** What contains an element. */
function holders(document: SpdxDocument, id: string | undefined): string[] {
  return document.relationships
    .filter((one) => one.relatedSpdxElement === id && one.relationshipType === 'CONTAINS')
    .map((one) => one.spdxElementId);
}

describe('merge', () => {
  it('describes the index, of which each platform is a variant', () => {
    const root = merged.packages.find(({ SPDXID }) => SPDXID === rootId(merged));
    expect(root).toMatchObject({ name: index.name, primaryPackagePurpose: 'CONTAINER' });
    expect(root && purlOf(root)).toBe(index.purl);
    const variants = merged.relationships.filter(({ relationshipType }) => relationshipType === 'VARIANT_OF');
    expect(new Set(variants.map(({ comment }) => comment))).toEqual(new Set(['linux/amd64', 'linux/arm64']));
    expect(variants.every(({ relatedSpdxElement }) => relatedSpdxElement === root?.SPDXID)).toBe(true);
    expect(variants.map(({ spdxElementId }) => spdxElementId).sort()).toEqual(
      platforms.map(({ document }) => rootId(document)).sort(),
    );
  });

  it('makes one element of a package that both platforms have, contained in both', () => {
    const shared = ids(merged, 'ca-certificates');
    expect(shared).toHaveLength(1);
    const images = platforms.map(({ document }) => rootId(document));
    expect(holders(merged, shared[0])).toEqual(expect.arrayContaining(images));
  });

  it('keeps packages apart whose purls differ', () => {
    expect(merged.packages.filter(({ name }) => name === 'base-files').map(purlOf)).toHaveLength(2);
    const lodash = merged.packages.filter(({ name }) => name === 'lodash');
    expect(new Set(lodash.map(({ versionInfo }) => versionInfo))).toEqual(new Set(['4.17.20', '4.17.21']));
  });

  it('has one operating system that contains the packages of both', () => {
    const [system, ...others] = ids(merged, 'debian');
    expect(others).toEqual([]);
    for (const id of ids(merged, 'base-files')) expect(holders(merged, id)).toContain(system);
  });

  /** The same with another version of Debian on one of the platforms. */
  function withDebian(version: string): SpdxDocument {
    const [amd64, arm64] = platforms;
    if (amd64 === undefined || arm64 === undefined) throw new Error('no platforms');
    const other = structuredClone(arm64);
    for (const element of other.document.packages)
      if (element.name === 'debian') element.versionInfo = version;
    return merge(index, [amd64, other]);
  }

  it('keeps systems of different releases apart', () => {
    const other = withDebian('13.1');
    expect(ids(other, 'debian')).toHaveLength(2);
    expect(spdx.systems(other)).toEqual(expect.arrayContaining(['debian 12.15', 'debian 13.1']));
  });

  it.each([
    ['12.9', 'debian 12.15'],
    ['12.16', 'debian 12.16'],
  ])('lets the latest patch level stand for a release: 12.15 and %s', (version, expected) => {
    const other = withDebian(version);
    expect(spdx.systems(other)).toEqual([expected]);
    const system = ids(other, 'debian').find((id) => id.startsWith('SPDXRef-OperatingSystem-'));
    for (const id of ids(other, 'base-files')) expect(holders(other, id)).toContain(system);
    expect(danglingIds(other)).toEqual([]);
  });

  it('keeps every purl, file, licence and note of each platform', () => {
    for (const { document } of platforms) {
      const purls = merged.packages.map(purlOf);
      for (const element of document.packages) expect(purls).toContain(purlOf(element));
      const files = merged.files?.map(({ fileName, checksums }) => ({ fileName, checksums }));
      for (const { fileName, checksums } of document.files ?? [])
        expect(files).toContainEqual({ fileName, checksums });
      expect(merged.hasExtractedLicensingInfos).toEqual(
        expect.arrayContaining(document.hasExtractedLicensingInfos ?? []),
      );
      const notes = merged.packages.flatMap(({ annotations = [] }) =>
        annotations.map(({ comment }) => comment),
      );
      for (const { annotations = [] } of document.packages) {
        for (const { comment } of annotations) expect(notes).toContain(comment);
      }
    }
  });

  it('takes the later of the images for its time', () => {
    const later = merge(index, [
      platformDocument('amd64'),
      platformDocument('arm64', '2025-01-01T00:00:00Z'),
    ]);
    expect(later.creationInfo.created).toBe('2025-01-01T00:00:00Z');
  });

  it('says the same again in the same bytes, in whatever order the platforms come', () => {
    const bytes = JSON.stringify(merged);
    expect(JSON.stringify(merge(index, platforms.toReversed()))).toBe(bytes);
    expect(JSON.stringify(merge(index, [...platforms, ...platforms.slice(0, 1)]))).toBe(bytes);
  });
});

describe('merge of any documents', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'd');
  const element = fc.record({
    name,
    version: name,
    purl: fc.boolean(),
    checksum: fc.option(name),
    file: fc.option(name),
  });
  const platform = fc.record({
    elements: fc.array(element, { maxLength: 8 }),
    dependencies: fc.array(fc.tuple(fc.nat(7), fc.nat(7)), { maxLength: 8 }),
  });
  const documents = fc.uniqueArray(fc.tuple(fc.nat(5), platform), {
    selector: ([number]) => number,
    minLength: 1,
    maxLength: 4,
  });

  it('leaves no identifier without an element, uses none twice, and does not depend on the order', () => {
    fc.assert(
      fc.property(documents, (made) => {
        const parts = made.map(([number, content]) => build(number, content));
        const document = merge(index, parts);
        expect(danglingIds(document)).toEqual([]);
        const all = [...document.packages, ...(document.files ?? [])].map(({ SPDXID }) => SPDXID);
        expect(new Set(all).size).toBe(all.length);
        expect(JSON.stringify(merge(index, parts.toReversed()))).toBe(JSON.stringify(document));
        expect(JSON.stringify(merge(index, [...parts, ...parts]))).toBe(JSON.stringify(document));
        const purls = new Set(document.packages.map(purlOf));
        for (const part of parts)
          for (const one of part.document.packages) expect(purls.has(purlOf(one))).toBe(true);
      }),
    );
  });
});

interface Content {
  elements: { name: string; version: string; purl: boolean; checksum: string | null; file: string | null }[];
  dependencies: [number, number][];
}

/** A document as Trivy would write it of these elements. */
function build(number: number, { elements, dependencies }: Content): PlatformDocument<SpdxDocument> {
  const id = (at: number) => `SPDXRef-Package-${at}`;
  const none = { downloadLocation: 'NONE', filesAnalyzed: false };
  const packages: SpdxPackage[] = elements.map(({ name, version, purl, checksum, file }, at) => ({
    ...none,
    name,
    SPDXID: id(at),
    versionInfo: version,
    ...(purl
      ? {
          externalRefs: [
            {
              referenceCategory: 'PACKAGE-MANAGER',
              referenceType: 'purl',
              referenceLocator: `pkg:npm/${name}@${version}`,
            },
          ],
        }
      : {}),
    ...(checksum === null ? {} : { checksums: [{ algorithm: 'SHA1', checksumValue: checksum }] }),
    ...(file === null
      ? {}
      : { filesAnalyzed: true, packageVerificationCode: { packageVerificationCodeValue: file } }),
  }));
  const root = { ...none, name: `image-${number}`, SPDXID: 'SPDXRef-ContainerImage-0' };
  const link = (spdxElementId: string, relationshipType: string, relatedSpdxElement: string) => ({
    spdxElementId,
    relationshipType,
    relatedSpdxElement,
  });
  const files = elements.flatMap(({ file }, at) =>
    file === null
      ? []
      : [
          {
            fileName: `${at}/${file}`,
            SPDXID: `SPDXRef-File-${at}`,
            checksums: [{ algorithm: 'SHA1', checksumValue: file }],
          },
        ],
  );
  const document: SpdxDocument = {
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: 'SPDXRef-DOCUMENT',
    name: root.name,
    documentNamespace: `https://example.com/${number}`,
    creationInfo: { creators: ['Tool: trivy-0'], created: '2024-01-01T00:00:00Z' },
    packages: [root, ...packages],
    files,
    relationships: [
      link('SPDXRef-DOCUMENT', 'DESCRIBES', root.SPDXID),
      ...elements.map((_one, at) => link(root.SPDXID, 'CONTAINS', id(at))),
      ...elements.flatMap(({ file }, at) =>
        file === null ? [] : [link(id(at), 'CONTAINS', `SPDXRef-File-${at}`)],
      ),
      ...dependencies
        .filter((ends) => ends.every((end) => end < elements.length))
        .map(([from, to]) => link(id(from), 'DEPENDS_ON', id(to))),
    ],
  };
  const identity = {
    name: `example.com/app@${number}`,
    purl: `pkg:oci/app@${number}`,
    created: '2024-01-01T00:00:00Z',
  };
  return { platform: `linux/${number}`, document: normalise(document, identity) };
}
