import type { Check } from '@multiarch-mirror/core';
import { printable } from '@multiarch-mirror/errors';
import type { Printer } from '../render/printer.ts';
import { count } from '../render/quantity.ts';

export function doctorDocument(checks: readonly Check[]): object {
  const number = (status: Check['status']): number =>
    checks.filter((check) => check.status === status).length;
  return {
    version: 1,
    summary: { ok: number('ok'), warn: number('warn'), fail: number('fail') },
    checks,
  };
}

/** By what they belong to, each that is not right with its mend. */
export function printChecks({ line, colors }: Printer, checks: readonly Check[]): void {
  const marks = { ok: colors.green('✔'), warn: colors.yellow('!'), fail: colors.red('✖') };
  for (const [area, group] of Map.groupBy(checks, (check) => check.area)) {
    line(colors.bold(printable(area)));
    for (const { status, message, code, hint } of group) {
      line(`  ${marks[status]} ${printable(message)}${code === undefined ? '' : ` [${code}]`}`);
      if (hint !== undefined) line(`    ${colors.cyan('mend:')} ${printable(hint)}`);
    }
    line();
  }
  const [failed, warned] = (['fail', 'warn'] as const).map(
    (status) => checks.filter((check) => check.status === status).length,
  );
  const notes = [...(failed ? [`${failed} failed`] : []), ...(warned ? [count(warned, 'warning')] : [])];
  const mark = failed ? marks.fail : warned ? marks.warn : marks.ok;
  line(`${mark} ${count(checks.length, 'check')}${notes.length > 0 ? `: ${notes.join(', ')}` : ''}`);
}
