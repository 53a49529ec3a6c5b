import type { LockChange, LockedDigest } from '@multiarch-mirror/core';
import { printable } from '@multiarch-mirror/errors';
import { printIssue } from './issue-lines.ts';
import type { Printer } from './printer.ts';
import { count, shortDigest } from './quantity.ts';
import type { LockOutcome } from './renderer.ts';

/** What has changed in a lock, line by line as a review sees it, and what could not be found out. */
export function printLock(stdout: Printer, stderr: Printer, outcome: LockOutcome): void {
  const { line, colors } = stdout;
  const { file, written, images, tags, changes, errors } = outcome;
  for (const [image, group] of Map.groupBy(changes, (change) => change.image)) {
    line(colors.bold(printable(image)));
    for (const change of group) line(`  ${changeLine(stdout, change)}`);
    line();
  }
  for (const error of errors) printIssue(stderr, error, 'error');
  const held = `${count(tags, 'tag')} of ${count(images, 'image')}`;
  const kept = errors.length === 0 ? '' : `; ${count(errors.length, 'tag')} could not be looked up`;
  const mark = errors.length === 0 ? colors.green('✔') : colors.yellow('!');
  line(`${mark} ${printable(file)} ${written ? 'is written' : 'is as it was'}: ${held}${kept}`);
}

function changeLine({ colors }: Printer, { tag, change, before, after, moved }: LockChange): string {
  const name = printable(tag);
  if (change === 'added') return `${colors.green('+')} ${name}  ${digests(after)}`;
  if (change === 'removed') return `${colors.red('-')} ${name}  ${digests(before)}`;
  const note = moved ? colors.magenta('  immutable, and upstream has moved it: look twice') : '';
  return `${colors.yellow('~')} ${name}  ${digests(before)} → ${digests(after)}${note}`;
}

function digests(list: readonly LockedDigest[] = []): string {
  return list
    .map(({ platform, digest }) => [platform, shortDigest(digest)].filter(Boolean).map(String).join(' '))
    .map(printable)
    .join(', ');
}
