import type { ImageReport, Report } from '@multiarch-mirror/core';
import { printable } from '@multiarch-mirror/errors';
import { imageLabel, tagOf } from './image-label.ts';
import type { Printer } from './printer.ts';
import { count, formatBytes, formatSeconds } from './quantity.ts';
import type { Outcome } from './renderer.ts';
import { isStopped, resultLine, sameOutcome } from './result-line.ts';

/** The end of a run or a verification: what no progress has shown, each failure with its mend, the counts, how to check it. */
export function printRunSummary(
  printer: Printer,
  { kind, report, file, check = [] }: Outcome,
  shown: ReadonlySet<string>,
): void {
  const { line, colors } = printer;
  const unseen = report.images.filter((image) => isWorthALine(image) && !shown.has(image.destination));
  for (const group of sameOutcome(unseen)) line(resultLine(group, colors));

  const failed = report.images.filter(({ status }) => status === 'failed');
  const [broken, stopped] = [failed.filter((image) => !isStopped(image)), failed.filter(isStopped)];
  for (const group of sameOutcome(broken)) printFailure(printer, group, file);
  printStopped(printer, stopped);
  line();
  for (const text of countsOf[kind](report)) line(text);
  if (check.length > 0) {
    line();
    line(colors.dim('Anyone can check it:'));
    for (const command of check) line(`  ${printable(command)}`);
  }
}

const countsOf: Record<Outcome['kind'], (report: Report) => string[]> = {
  run: runCounts,
  verify: verifyCounts,
  export: exchangeCounts,
  import: exchangeCounts,
};

/** Published or held back; what failed is said at length, what stands as it did is only counted. */
function isWorthALine({ action, status }: ImageReport): boolean {
  return status === 'deferred' || (status === 'done' && action !== 'unchanged');
}

/** Once, however many images had to stop. */
function printStopped({ line, colors }: Printer, images: readonly ImageReport[]): void {
  const error = images[0]?.error;
  if (error === undefined) return;
  line();
  line(
    `${colors.yellow('stopped:')} nothing of ${count(images.length, 'tag')} was published [${error.code}]`,
  );
  line(`  ${colors.cyan('hint:')} Run it again: what is at the destination already is not copied twice.`);
}

function printFailure({ line, colors }: Printer, group: readonly ImageReport[], file: string): void {
  const [first] = group;
  if (first?.error === undefined) return;
  const tags = group.flatMap(({ destination }) => tagOf(destination) ?? []);
  const { code, message, hint } = first.error;
  line();
  const label = imageLabel({ image: first.image, tags });
  line(`${printable(file)}:${first.line}: ${colors.red('error:')} ${label}`);
  line(`  ${printable(message)} [${printable(code)}]`);
  if (hint !== undefined) line(`  ${colors.cyan('hint:')} ${printable(hint)}`);
}

function runCounts({ images, transfer, seconds = 0 }: Report): string[] {
  const words = {
    create: 'created',
    update: 'updated',
    repair: 'repaired',
    unchanged: 'unchanged',
    moved: 'moved upstream',
    gone: 'gone upstream',
  };
  const done = Object.entries(words).map(([action, word]) => {
    const number = images.filter((image) => image.action === action && image.status === 'done').length;
    return number === 0 ? '' : `${number} ${word}`;
  });
  const bytes =
    transfer === undefined || transfer.bytesWritten === 0
      ? ''
      : `, ${formatBytes(transfer.bytesWritten)} written`;
  return [`${counts([...done, ...ends(images)])} in ${formatSeconds(seconds)}${bytes}`];
}

function verifyCounts({ images, seconds = 0 }: Report): string[] {
  const verified = images.filter(({ status }) => status === 'done').length;
  return [
    `${counts([verified === 0 ? '' : `${count(verified, 'tag')} verified`, ...ends(images)])} in ${formatSeconds(seconds)}`,
  ];
}

/** With what both sides can compare. */
function exchangeCounts(report: Report): string[] {
  const { images, exchange, seconds = 0 } = report;
  const words = { create: 'new', update: 'changed', unchanged: 'unchanged' };
  const done = Object.entries(words).map(([action, word]) => {
    const number = images.filter((image) => image.action === action && image.status === 'done').length;
    return number === 0 ? '' : `${number} ${word}`;
  });
  const { inventory, trustedRoot, pruned } = exchange ?? {};
  return [
    `${counts([...done, ...ends(images)])} in ${formatSeconds(seconds)}`,
    ...(pruned === undefined
      ? []
      : [
          `pruned: ${count(pruned.tags.length, 'tag')}, ${count(pruned.blobs, 'blob')}, ${formatBytes(pruned.bytes)}`,
        ]),
    ...(inventory === undefined ? [] : [`inventory:    ${inventory}`]),
    ...(trustedRoot === undefined ? [] : [`trusted root: ${trustedRoot}`]),
  ];
}

function ends(images: readonly ImageReport[]): string[] {
  return (['deferred', 'failed'] as const).map((status) => {
    const number = images.filter((image) => image.status === status).length;
    return number === 0 ? '' : `${number} ${status}`;
  });
}

function counts(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(', ') || 'nothing to do';
}
