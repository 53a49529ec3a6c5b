import { describe, expect, it } from 'vitest';
import { parseDocument, rootId } from './parse.ts';
import { fixture, fixtureText } from './testdata/documents.fixture.ts';

const described = {
  spdxElementId: 'SPDXRef-DOCUMENT',
  relatedSpdxElement: 'SPDXRef-A',
  relationshipType: 'DESCRIBES',
};
const valid = { spdxVersion: 'SPDX-2.3', packages: [{ SPDXID: 'SPDXRef-A' }], relationships: [described] };

describe('parseDocument', () => {
  it('takes what Trivy writes, and knows what it describes', () => {
    const document = parseDocument(fixtureText('layout-amd64'));
    const root = document.packages.find(({ SPDXID }) => SPDXID === rootId(document));
    expect(root?.primaryPackagePurpose).toBe('CONTAINER');
    expect(document).toEqual(fixture('layout-amd64'));
  });

  it.each([
    ['nothing', ''],
    ['half of it', fixtureText('layout-amd64').slice(0, 900)],
    ['null', 'null'],
    ['another version', JSON.stringify({ ...valid, spdxVersion: 'SPDX-2.2' })],
    ['no packages', JSON.stringify({ ...valid, packages: undefined })],
    ['nothing described', JSON.stringify({ ...valid, relationships: [] })],
    ['two described', JSON.stringify({ ...valid, relationships: [described, described] })],
    ['something described that is not there', JSON.stringify({ ...valid, packages: [] })],
  ])('refuses %s', (_name, text) => {
    expect(() => parseDocument(text)).toThrow(expect.objectContaining({ code: 'MIRROR_SBOM_INVALID' }));
  });
});
