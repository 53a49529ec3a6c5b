import type { Contestant } from './contestant.ts';
import type { Measurement } from './measure.ts';
import { median } from './median.ts';
import { formatSize } from './size.ts';

/** The tool to which the others are compared. */
const reference = 'crane';

/** One row for each tool: time, CPU and memory as a median with least and most, and the time beside crane's. */
export function table(
  tools: readonly Contestant[],
  measurements: ReadonlyMap<Contestant, readonly Measurement[]>,
): string {
  const of = (tool: Contestant) => measurements.get(tool) ?? [];
  const compared = tools.find(({ name }) => name === reference);
  const base = compared === undefined ? Number.NaN : median(of(compared).map(({ seconds }) => seconds));
  return columns([
    ['tool', 'time', 'CPU', 'of it system', 'peak memory', `time / ${reference}`],
    ...tools.map((tool) => {
      const runs = of(tool);
      const seconds = runs.map((run) => run.seconds);
      return [
        `${tool.name} ${tool.version}`,
        spread(seconds, inSeconds),
        spread(
          runs.map(({ userSeconds, systemSeconds }) => userSeconds + systemSeconds),
          inSeconds,
        ),
        inSeconds(median(runs.map(({ systemSeconds }) => systemSeconds))),
        spread(
          runs.flatMap(({ peakBytes }) => peakBytes ?? []),
          formatSize,
        ),
        (median(seconds) / base).toFixed(2),
      ];
    }),
  ]);
}

function inSeconds(number: number): string {
  return `${number.toFixed(2)} s`;
}

/** `2.31 s (2.20–2.45)` */
export function spread(numbers: readonly number[], format: (number: number) => string): string {
  if (numbers.length === 0) return '–';
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)].map(
    (number) => format(number).split(' ')[0],
  );
  return `${format(median(numbers))} (${least}–${most})`;
}

/** Cells in columns, the first row underlined. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  lines.splice(1, 0, widths.map((width) => '─'.repeat(width)).join('  '));
  return lines.join('\n');
}
