import type { WayName } from './contestant.ts';
import { median } from './median.ts';
import type { Result } from './run-work.ts';
import { formatSize } from './size.ts';
import type { Work } from './work.ts';

/** One row for each tool: time, CPU and memory as a median with least and most, requests, and our time beside its. */
export function table(results: readonly Result[]): string {
  const ours = time(results.find(({ tool }) => tool.name === 'mirror'));
  return markdown([
    ['tool', 'time', 'CPU', 'of it system', 'peak memory', 'requests', 'mirror / it'],
    ...results.map((result) => {
      const { tool, measurements, requests } = result;
      return [
        `${tool.name} (${tool.version})`,
        spread(
          measurements.map(({ seconds }) => seconds),
          inSeconds,
        ),
        spread(
          measurements.map(({ userSeconds, systemSeconds }) => userSeconds + systemSeconds),
          inSeconds,
        ),
        inSeconds(median(measurements.map(({ systemSeconds }) => systemSeconds))),
        spread(
          measurements.flatMap(({ peakBytes }) => peakBytes ?? []),
          formatSize,
        ),
        String(requests),
        (ours / time(result)).toFixed(2),
      ];
    }),
  ]);
}

/** The line of a work in the summary: our time, that of the one to compare with, their ratio, and what it is to be. */
export function summaryRow(work: Work, results: readonly Result[]): string[] {
  const ours = results.find(({ tool }) => tool.name === 'mirror');
  const peer = comparedWith(results, work.against);
  const ratio = time(ours) / time(peer);
  return [
    work.title,
    inSeconds(time(ours)),
    peer === undefined ? '–' : `${inSeconds(time(peer))} (${peer.tool.name})`,
    ratio.toFixed(2),
    `≤ ${work.target}`,
    ratio <= work.target ? 'yes' : 'no',
  ];
}

export const summaryHead: string[] = ['work', 'mirror', 'best peer', 'ratio', 'target', 'reached'];

function comparedWith(results: readonly Result[], against: WayName | undefined): Result | undefined {
  const others = results.filter(({ tool }) => tool.name !== 'mirror' && (against ?? tool.name) === tool.name);
  return others.toSorted((a, b) => time(a) - time(b))[0];
}

function time(result: Result | undefined): number {
  return median(result?.measurements.map(({ seconds }) => seconds) ?? []);
}

export function inSeconds(number: number): string {
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

/** Rows as a table of Markdown that is also one for the eye. */
export function markdown(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}
