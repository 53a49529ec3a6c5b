import { describe, expect, it } from 'vitest';
import { normalise } from './normalise.ts';
import { parseBom } from './parse.ts';
import { bomText, danglingRefs, identity, platformBom } from './testdata/boms.fixture.ts';

describe('normalise', () => {
  const { document } = platformBom('amd64');

  it('names the image in its registry', () => {
    const { name, purl } = identity('amd64');
    const { component } = document.metadata;
    expect(component).toMatchObject({ 'bom-ref': purl, name, purl });
    expect(component.properties).toContainEqual({ name: 'aquasecurity:trivy:RepoDigest', value: name });
    expect(component.properties).toContainEqual(
      expect.objectContaining({ name: 'aquasecurity:trivy:ImageID' }),
    );
  });

  it('says nothing of the time and place of the scan, and nothing random', () => {
    const text = JSON.stringify(document);
    expect(text).not.toContain('lay-amd64');
    expect(document.metadata.timestamp).toBe('2024-05-06T07:08:09Z');
    const refs = document.components.map((component) => component['bom-ref']);
    expect(refs.filter((ref) => /^[\da-f]{8}-/.test(ref))).toEqual([]);
    expect(document.serialNumber).toMatch(
      /^urn:uuid:[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-8[\da-f]{3}-[\da-f]{12}$/,
    );
  });

  it('gives the same bytes for another scan of the same image, in whatever order Trivy lists it', () => {
    const again = parseBom(
      bomText('amd64').replaceAll(/[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-([\da-f]{12})/g, 'random-$1'),
    );
    again.metadata.timestamp = '2030-01-01T00:00:00+00:00';
    again.components.reverse();
    again.dependencies.reverse();
    expect(JSON.stringify(normalise(again, identity('amd64')))).toBe(JSON.stringify(document));
  });

  it('keeps a package that stands at two places twice, and leaves no reference without a component', () => {
    const accepts = document.components.filter(({ name }) => name === 'accepts');
    expect(new Set(accepts.map((component) => component['bom-ref'])).size).toBe(2);
    expect(danglingRefs(document)).toEqual([]);
  });
});
