import { byText } from '../stable-order.ts';
import type { Dependency } from './bom.ts';

/** Dependencies under other references: those of what became one component are united, sorted as Trivy sorts them. */
export function renameDependencies(
  dependencies: readonly Dependency[],
  rename: (ref: string) => string,
): Dependency[] {
  const united = new Map<string, Set<string>>();
  for (const { ref, dependsOn = [] } of dependencies) {
    const from = rename(ref);
    const ends = united.get(from) ?? new Set();
    united.set(from, ends);
    // What became one component does not depend on itself.
    for (const end of dependsOn.map(rename)) if (end !== from) ends.add(end);
  }
  return [...united]
    .map(([ref, ends]) => ({ ref, dependsOn: [...ends].sort(byText) }))
    .sort((a, b) => byText(a.ref, b.ref));
}
