import type { ErrorReport, ImageReport, Report } from '@multiarch-mirror/core';
import { printable } from '@multiarch-mirror/errors';
import { imageLabel, tagOf } from './image-label.ts';
import type { Printer } from './printer.ts';
import { count } from './quantity.ts';
import { printRunSummary } from './run-summary.ts';

/** What reports of shards have come to together; of a plan alone, what is to be done. */
export function printReport(printer: Printer, report: Report): void {
  const { line, colors } = printer;
  const { merged, errors = [], verify, manifest = 'mirror.config.yaml' } = report;
  if (report.summary.statuses === undefined) printPlanned(printer, report.images);
  else
    printRunSummary(
      printer,
      { kind: 'run', report, file: manifest, ...(verify && { check: verify }) },
      new Set(),
    );
  for (const error of errors) printError(printer, error);
  if (merged === undefined) return;
  line();
  line(colors.dim(mergeNote(merged)));
}

/** `from 9 reports; 2 tags stand in several of them, and the latest counts` */
export function mergeNote({ reports, superseded }: NonNullable<Report['merged']>): string {
  const twice = `${count(superseded, 'tag')} ${superseded === 1 ? 'stands' : 'stand'} in several of them, and the latest counts`;
  return `from ${count(reports, 'report')}${superseded === 0 ? '' : `; ${twice}`}`;
}

function printPlanned({ line }: Printer, images: readonly ImageReport[]): void {
  const actions = Map.groupBy(images, ({ action }) => action);
  for (const { image, destination, action, reason } of images) {
    if (action === 'unchanged') continue;
    const label = imageLabel({ image, tags: [tagOf(destination) ?? []].flat() });
    line(`${action.padEnd(6)} ${label} (${printable(reason)})`);
  }
  const counts = [...actions].map(([action, list]) => `${list.length} ${action}`);
  line(`plan: ${counts.length === 0 ? 'no tags' : counts.join(', ')}`);
}

function printError({ line, colors }: Printer, { code, message, hint }: ErrorReport): void {
  line();
  line(`${colors.red('error:')} ${printable(message)} [${printable(code)}]`);
  if (hint !== undefined) line(`  ${colors.cyan('hint:')} ${printable(hint)}`);
}
