import type { Plan } from '@multiarch-mirror/core';
import { imageLabel } from './image-label.ts';
import type { Colors } from './printer.ts';
import { failedLine } from './result-line.ts';

/** A line for each image of which tags have failed when they were planned: no run begins with these, so that nothing else says it. */
export function plannedFailures({ repositories }: Plan, colors: Colors): string[] {
  const failed = repositories.flatMap(({ failures, tags }) => [
    ...failures.map(({ image, error }) => ({ image, tags: [] as string[], error })),
    ...tags.flatMap(({ image, tag, error }) => (error === undefined ? [] : { image, tags: [tag], error })),
  ]);
  // What waits for a registry's limit has not failed.
  const broken = failed.filter(({ error }) => error.code !== 'MIRROR_RATE_LIMITED');
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
