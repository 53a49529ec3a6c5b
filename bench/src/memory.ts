import type { Contestant } from './contestant.ts';
import type { Measurement } from './measure.ts';
import { formatSize } from './size.ts';
import { columns, spread } from './table.ts';

/** What was measured with an image of one size. */
export interface SizeMeasurement {
  size: number;
  measurements: ReadonlyMap<Contestant, readonly Measurement[]>;
}

/** The peak memory of each tool, one row for each size of image. */
export function memoryTable(tools: readonly Contestant[], sizes: readonly SizeMeasurement[]): string {
  return columns([
    ['image', ...tools.map(({ name }) => `peak memory of ${name}`)],
    ...sizes.map(({ size, measurements }) => [
      formatSize(size),
      ...tools.map((tool) =>
        spread(
          (measurements.get(tool) ?? []).flatMap(({ peakBytes }) => peakBytes ?? []),
          formatSize,
        ),
      ),
    ]),
  ]);
}
