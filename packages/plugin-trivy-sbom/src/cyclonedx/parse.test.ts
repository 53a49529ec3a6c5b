import { describe, expect, it } from 'vitest';
import { parseBom } from './parse.ts';
import { bomText } from './testdata/boms.fixture.ts';

describe('parseBom', () => {
  it('reads what Trivy writes', () => {
    expect(parseBom(bomText('amd64')).bomFormat).toBe('CycloneDX');
  });

  const root = { component: { 'bom-ref': 'r' } };
  it.each([
    ['nothing', ''],
    ['no JSON', 'FATAL'],
    ['null', 'null'],
    ['another format', '{"spdxVersion": "SPDX-2.3"}'],
    ['a later generation', JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '2.0' })],
    ['a BOM of nothing', JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.7', metadata: {} })],
    [
      'no components',
      JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.7', metadata: root, dependencies: [] }),
    ],
  ])('refuses %s', (_name, text) => {
    expect(() => parseBom(text)).toThrow(expect.objectContaining({ code: 'MIRROR_SBOM_INVALID' }));
  });
});
