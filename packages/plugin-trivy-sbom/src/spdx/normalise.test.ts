import { describe, expect, it } from 'vitest';
import { normalise } from './normalise.ts';
import { rootId } from './parse.ts';
import type { SpdxDocument } from './spdx-document.ts';
import { danglingIds, fixture, platformDocument } from './testdata/documents.fixture.ts';

/** Without what differs from scan to scan, with one name for the root, and purposes as the JSON schema spells them. */
function comparable(document: SpdxDocument): unknown {
  const text = JSON.stringify({ ...document, documentNamespace: '' })
    .replaceAll(rootId(document), 'SPDXRef-ROOT')
    .replaceAll('"OPERATING-SYSTEM"', '"OPERATING_SYSTEM"')
    .replaceAll(/"(created|annotationDate)":"[^"]*"/g, '"$1":""');
  const parsed = JSON.parse(text) as SpdxDocument;
  return { ...parsed, relationships: parsed.relationships.map((one) => JSON.stringify(one)).sort() };
}

describe('normalise', () => {
  it('makes of a scanned layout what Trivy writes about the image in its registry', () => {
    const { document } = platformDocument('amd64');
    expect(comparable(document)).toEqual(comparable(fixture('registry-amd64')));
  });

  it('says nothing of the time and place of the scan', () => {
    const text = JSON.stringify(platformDocument('amd64').document);
    expect(text).not.toContain('lay-amd64');
    expect(new Set(text.match(/"(?:created|annotationDate)":"[^"]*"/g))).toEqual(
      new Set(['"created":"2024-05-06T07:08:09Z"', '"annotationDate":"2024-05-06T07:08:09Z"']),
    );
  });

  it('gives the same bytes for another scan of the same image', () => {
    const again: SpdxDocument = JSON.parse(
      JSON.stringify(fixture('layout-amd64'))
        .replaceAll('lay-amd64', 'elsewhere')
        .replaceAll(/2026-11-23T[\d:]+Z/g, '2027-01-01T00:00:00Z')
        .replaceAll(rootId(fixture('layout-amd64')), 'SPDXRef-ContainerImage-77'),
    );
    const { document } = platformDocument('amd64');
    const root = document.packages.find(({ SPDXID }) => SPDXID === rootId(document));
    const purl = root?.externalRefs?.[0]?.referenceLocator ?? '';
    const created = document.creationInfo.created;
    expect(JSON.stringify(normalise(again, { name: document.name, purl, created }))).toBe(
      JSON.stringify(document),
    );
    expect(JSON.stringify(normalise(document, { name: document.name, purl, created }))).toBe(
      JSON.stringify(document),
    );
  });

  it('leaves no identifier without an element', () => {
    expect(danglingIds(platformDocument('arm64').document)).toEqual([]);
  });
});
