import type { ImageReport } from '@multiarch-mirror/core';
import { printable } from '@multiarch-mirror/errors';
import { imageLabel, tagOf } from './image-label.ts';
import type { Colors } from './printer.ts';
import { formatSeconds, shortDigest } from './quantity.ts';

const verbs = {
  create: 'created',
  update: 'updated',
  repair: 'repaired',
  moved: 'moved upstream',
  gone: 'gone upstream',
} as const;

/** Why a tag has to wait; in a plan, too. */
export function waitReason({ reason, deferred, registry }: ImageReport): string {
  switch (deferred ?? reason) {
    case 'rateLimit':
      return `${registry ?? 'a registry'} limits requests`;
    case 'minimumAge':
      return 'younger than minimumAge';
    case 'missingPlatform':
      return 'upstream lacks a platform';
    default:
      return reason;
  }
}

/** Reports of tags that share an outcome, as one line: what became of them, and why. */
export function resultLine(reports: readonly ImageReport[], colors: Colors): string {
  const [first] = reports;
  if (first === undefined) return '';
  const label = imageLabel({
    image: first.image,
    tags: reports.flatMap((report) => tagOf(report.destination) ?? []),
  });
  const time = first.seconds === undefined ? [] : [formatSeconds(first.seconds)];
  if (first.status === 'failed') {
    return failedLine(label, first.error?.code ?? 'MIRROR_INTERNAL', colors);
  }
  const reason = printable(first.reason);
  if (first.status === 'deferred') {
    const until = first.until === undefined ? '' : ` until ${printable(first.until)}`;
    return `${colors.yellow('⏸')} ${label} ${colors.yellow('deferred')}: ${printable(waitReason(first))}${until}`;
  }
  const digest = first.digest === undefined ? '' : ` ${colors.dim(shortDigest(printable(first.digest)))}`;
  // Where nothing was to be done, the reason is what was found out: `verified`.
  const [verb, ...why] = first.action === 'unchanged' ? [reason] : [verbs[first.action], reason];
  const details = [...why, ...time].join(', ');
  return `${colors.green('✔')} ${label} ${verb}${digest}${details === '' ? '' : ` (${details})`}`;
}

export function failedLine(label: string, code: string, colors: Colors): string {
  return `${colors.red('✖')} ${label} ${colors.red('failed')} [${printable(code)}]`;
}

/** Ended by Ctrl-C or `--fail-fast`: nothing is wrong with the image itself. */
export function isStopped({ error }: ImageReport): boolean {
  return error?.code === 'MIRROR_INTERRUPTED' || error?.code === 'MIRROR_STOPPED';
}

/** Reports in groups that `resultLine` can say in one line. */
export function sameOutcome(reports: readonly ImageReport[]): ImageReport[][] {
  const groups = new Map<string, ImageReport[]>();
  for (const report of reports) {
    const { image, line, status, action, reason, digest, error } = report;
    // A version and `latest` differ in their reason, yet one thing was done.
    const outcome = status === 'done' ? [digest, action] : [reason, error?.code, error?.message];
    const key = JSON.stringify([image, line, status, ...outcome]);
    groups.set(key, [...(groups.get(key) ?? []), report]);
  }
  return [...groups.values()];
}
