import type { ImageIdentity } from '../image-identity.ts';
import type { PlatformDocument } from '../sbom-format.ts';
import { byText, distinctSorted, shortHash } from '../stable-order.ts';
import type { Bom, Component, Dependency } from './bom.ts';
import { componentKey } from './component-key.ts';
import { joinSystems } from './join-systems.ts';
import { registryProperties } from './normalise.ts';
import { renameDependencies } from './rename.ts';
import { seal } from './seal.ts';

const author: Component = {
  'bom-ref': 'multiarch-mirror',
  type: 'application',
  name: 'multiarch-mirror',
};

/** How the merged BOM says which platform an image of it is for. */
const platformProperty = 'io.github.multiarch-mirror:platform';

/**
 * One BOM for an index: it is of the index, which depends on each platform's image, a component that depends on its packages. What is
 * the same on several platforms is one component; each platform's own dependencies stay. The order of the BOMs does not matter.
 */
export function merge(
  index: Pick<ImageIdentity, 'name' | 'purl'>,
  platforms: readonly PlatformDocument<Bom>[],
): Bom {
  const parts = [...platforms].sort((a, b) => byText(nameOf(a), nameOf(b)));
  const [first] = parts;
  if (first === undefined) throw new Error('an index without platforms has no BOM');
  const images = parts.map(({ platform, document }) => platformImage(document.metadata.component, platform));
  const { components, refs } = mergeComponents(parts);
  const dependencies = renameDependencies(
    [
      { ref: index.purl, dependsOn: images.map((image) => image['bom-ref']) },
      ...parts.flatMap((part) => dependenciesOf(part, refs)),
    ],
    (ref) => ref,
  );
  const joined = joinSystems(distinctRefs([...images, ...components]), dependencies);
  return seal({
    ...first.document,
    metadata: {
      timestamp:
        parts
          .map(({ document }) => document.metadata.timestamp)
          .sort(byText)
          .at(-1) ?? '',
      tools: {
        components: distinctSorted([
          author,
          ...parts.flatMap(({ document }) => document.metadata.tools?.components ?? []),
        ]),
      },
      component: {
        'bom-ref': index.purl,
        type: 'container',
        name: index.name,
        purl: index.purl,
        properties: registryProperties(index),
      },
    },
    ...joined,
  });
}

function mergeComponents(parts: readonly PlatformDocument<Bom>[]): {
  components: Component[];
  /** Platform's name and reference → reference in the merged BOM. */
  refs: ReadonlyMap<string, string>;
} {
  const groups = new Map<string, Component[]>();
  const keys = new Map<string, string>();
  for (const part of parts) {
    for (const component of part.document.components) {
      const key = componentKey(component, nameOf(part));
      groups.set(key, [...(groups.get(key) ?? []), component]);
      keys.set(refKey(part, component['bom-ref']), key);
    }
  }
  const names = new Map<string, string>();
  const purls = new Map<string, number>();
  for (const [{ purl } = {}] of groups.values()) {
    if (purl !== undefined) purls.set(purl, (purls.get(purl) ?? 0) + 1);
  }
  for (const [key, [one]] of groups) {
    const unique = one?.purl !== undefined && purls.get(one.purl) === 1;
    names.set(key, unique ? (one?.purl ?? '') : `${one?.type}-${shortHash(key)}`);
  }
  const components = [...groups].flatMap(([key, [one, ...others]]) =>
    one === undefined ? [] : [{ ...mergeComponent(one, others), 'bom-ref': names.get(key) ?? key }],
  );
  const refs = new Map([...keys].map(([ref, key]) => [ref, names.get(key) ?? key] as const));
  return { components, refs };
}

/** What the first says, completed by what only later ones know, with the properties of all. */
function mergeComponent(one: Component, others: readonly Component[]): Component {
  const properties = distinctSorted([one, ...others].flatMap((component) => component.properties ?? []));
  return {
    ...Object.assign({}, ...others.toReversed(), one),
    ...(properties.length === 0 ? {} : { properties }),
  };
}

function platformImage(image: Component, platform: string): Component {
  const { properties = [], ...rest } = image;
  return { ...rest, properties: [...properties, { name: platformProperty, value: platform }] };
}

/** Its own, and of its image on each of its components: a shared operating system no longer says which platform has a package. */
function dependenciesOf(part: PlatformDocument<Bom>, refs: ReadonlyMap<string, string>): Dependency[] {
  const { metadata, components, dependencies } = part.document;
  const contents = {
    ref: metadata.component['bom-ref'],
    dependsOn: components.map((component) => component['bom-ref']),
  };
  return renameDependencies([...dependencies, contents], (ref) => refs.get(refKey(part, ref)) ?? ref);
}

function distinctRefs(components: readonly Component[]): Component[] {
  const unique = new Map(components.map((component) => [component['bom-ref'], component] as const));
  return [...unique].sort(([a], [b]) => byText(a, b)).map(([, component]) => component);
}

function nameOf({ document }: PlatformDocument<Bom>): string {
  return document.metadata.component.name;
}

function refKey(part: PlatformDocument<Bom>, ref: string): string {
  return `${nameOf(part)} ${ref}`;
}
