import { invalidSbom } from '../invalid-sbom.ts';
import type { Bom } from './bom.ts';

/** Trivy's output as a BOM of something. @throws MirrorError MIRROR_SBOM_INVALID */
export function parseBom(text: string): Bom {
  let bom: Partial<Bom> | null;
  try {
    bom = JSON.parse(text) as Partial<Bom> | null;
  } catch (error) {
    throw invalidSbom('it is not JSON', error);
  }
  if (bom?.bomFormat !== 'CycloneDX' || !/^1\.\d+$/.test(bom.specVersion ?? '')) {
    throw invalidSbom('it is not CycloneDX 1');
  }
  const { metadata, components, dependencies } = bom;
  if (typeof metadata?.component?.['bom-ref'] !== 'string')
    throw invalidSbom('it does not say of what it is');
  if (!Array.isArray(components) || !Array.isArray(dependencies)) {
    throw invalidSbom('it has no components or no dependencies');
  }
  return bom as Bom;
}
