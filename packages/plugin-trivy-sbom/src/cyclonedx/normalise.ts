import type { ImageIdentity } from '../image-identity.ts';
import { byText, shortHash } from '../stable-order.ts';
import { type Bom, type Component, type Property, trivyProperty } from './bom.ts';
import { renameDependencies } from './rename.ts';
import { seal } from './seal.ts';

/**
 * Trivy's BOM of a layout on disk as it would be had Trivy read the image from its registry. The time of the scan becomes the image's
 * own, and what is random, references and serial number, becomes the content's hash: the same image gives the same bytes.
 */
export function normalise(bom: Bom, image: ImageIdentity): Bom {
  const names = new Map([[bom.metadata.component['bom-ref'], image.purl]]);
  for (const component of bom.components) names.set(component['bom-ref'], stableRef(component, names));
  const rename = (ref: string) => names.get(ref) ?? ref;
  return seal({
    ...bom,
    metadata: { ...bom.metadata, timestamp: image.created, component: root(bom.metadata.component, image) },
    components: bom.components
      .map((component) => ({ ...component, 'bom-ref': rename(component['bom-ref']) }))
      .sort((a, b) => byText(a['bom-ref'], b['bom-ref'])),
    dependencies: renameDependencies(bom.dependencies, rename),
  });
}

/** What Trivy notes of an image from a registry. */
export function registryProperties({ name }: Pick<ImageIdentity, 'name'>): Property[] {
  return ['Reference', 'RepoDigest'].map((key) => ({ name: `${trivyProperty}${key}`, value: name }));
}

function root(component: Component, image: ImageIdentity): Component {
  const { properties = [], ...rest } = component;
  const kept = properties
    .filter(({ name }) => !/:(Reference|RepoDigest|RepoTag)$/.test(name))
    // What was scanned may lack layers that live elsewhere, and be another image for that.
    .map((property) =>
      image.imageId !== undefined && property.name.endsWith(':ImageID')
        ? { ...property, value: image.imageId }
        : property,
    );
  return {
    ...rest,
    'bom-ref': image.purl,
    name: image.name,
    purl: image.purl,
    properties: [...kept, ...registryProperties(image)].sort((a, b) => byText(a.name, b.name)),
  };
}

/** Trivy refers to a component by its purl, and by something random where it has none or several have it. */
function stableRef(component: Component, taken: ReadonlyMap<string, string>): string {
  const { 'bom-ref': ref, ...content } = component;
  if (ref === component.purl) return ref;
  const hash = `${component.type}-${shortHash(JSON.stringify(content))}`;
  const used = new Set(taken.values());
  for (let copy = 1; ; copy++) {
    const name = copy === 1 ? hash : `${hash}-${copy}`;
    if (!used.has(name)) return name;
  }
}
