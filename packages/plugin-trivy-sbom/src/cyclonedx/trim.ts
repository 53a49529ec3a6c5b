import type { Trim } from '../sbom-format.ts';
import { scannerProperties } from '../scanner-properties.ts';
import { type Bom, type Component, systemType, trivyProperty } from './bom.ts';
import { seal } from './seal.ts';

export const trims: readonly Trim<Bom>[] = [
  { what: 'properties that say where a package was found', apply: withoutProperties },
  { what: 'dependencies between packages', apply: withoutDependencies },
];

function withoutProperties(bom: Bom): Bom {
  return seal({ ...bom, components: bom.components.map(trimComponent) });
}

/** What an image, a system or an application consists of stays: CycloneDX says that by dependencies, too. */
function withoutDependencies(bom: Bom): Bom {
  const packages = new Set(
    bom.components.flatMap(({ 'bom-ref': ref, type }) => (type === 'library' ? [ref] : [])),
  );
  return seal({
    ...bom,
    dependencies: bom.dependencies.filter(({ ref }) => !packages.has(ref)),
  });
}

function trimComponent({ properties = [], ...component }: Component): Component {
  if (component.type === 'container' || component.type === systemType) return { ...component, properties };
  const kept = properties.filter(({ name }) => scannerProperties.has(name.slice(trivyProperty.length)));
  return kept.length === 0 ? component : { ...component, properties: kept };
}
