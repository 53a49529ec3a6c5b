import type { Plan } from '@multiarch-mirror/core';
import { imageLabel } from './image-label.ts';
import type { Colors } from './printer.ts';
import { failedLine } from './result-line.ts';

/** What waits for a registry's limit has not failed, and whatever had to stop is said once, at the end. */
const others: ReadonlySet<string> = new Set(['MIRROR_RATE_LIMITED', 'MIRROR_INTERRUPTED', 'MIRROR_STOPPED']);

/** A line for each image of which tags have failed when they were planned: no run begins with these, so that nothing else says it. */
export function plannedFailures({ repositories }: Plan, colors: Colors): string[] {
  const failed = repositories.flatMap(({ failures, tags }) => [
    ...failures.map(({ image, error }) => ({ image, tags: [] as string[], error })),
    ...tags.flatMap(({ image, tag, error }) => (error === undefined ? [] : { image, tags: [tag], error })),
  ]);
  const broken = failed.filter(({ error }) => !others.has(error.code));
  const groups = Map.groupBy(
    broken,
    ({ image, error }) => `${image.position.line} ${image.name} ${error.code}`,
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const label = imageLabel({ image: first.image.name, tags: group.flatMap(({ tags }) => tags) });
    return failedLine(label, first.error.code, colors);
  });
}
