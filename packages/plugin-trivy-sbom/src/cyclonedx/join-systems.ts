import { byVersion, systemRelease } from '../system-release.ts';
import { type Bom, type Component, type Dependency, systemType } from './bom.ts';
import { renameDependencies } from './rename.ts';

/** What a system becomes that Trivy is not to read in the place of a later one. */
const unreadType = 'platform';

/**
 * Trivy reads one operating system from a BOM, and with it the packages that it depends on. So of systems of one release, which differ
 * in their patch level, the latest depends on the packages of all; the others stay, as components of another type.
 */
export function joinSystems(
  components: readonly Component[],
  dependencies: readonly Dependency[],
): Pick<Bom, 'components' | 'dependencies'> {
  const latest = new Map<string, Component>();
  for (const component of components.filter(isSystem)) {
    const known = latest.get(releaseOf(component));
    if (known === undefined || byVersion(known.version ?? '', component.version ?? '') < 0)
      latest.set(releaseOf(component), component);
  }
  const isLatest = (component: Component) => latest.get(releaseOf(component)) === component;
  const earlier = components.filter((component) => isSystem(component) && !isLatest(component));
  const more = earlier.flatMap((component) => {
    const own = dependencies.find(({ ref }) => ref === component['bom-ref']);
    const ref = latest.get(releaseOf(component))?.['bom-ref'];
    return ref === undefined || own === undefined ? [] : [{ ...own, ref }];
  });
  return {
    components: components.map((component) =>
      earlier.includes(component) ? { ...component, type: unreadType } : component,
    ),
    dependencies: renameDependencies([...dependencies, ...more], (ref) => ref),
  };
}

export function isSystem({ type }: Component): boolean {
  return type === systemType;
}

function releaseOf({ name, version = '' }: Component): string {
  return systemRelease(name, version);
}
