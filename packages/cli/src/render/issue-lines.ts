import { formatPlace, type MirrorError, printable } from '@multiarch-mirror/errors';
import { codeFrame } from './code-frame.ts';
import type { Printer } from './printer.ts';

export { linesOf } from './code-frame.ts';

/** `file:line:column: message [CODE]`, the line with a caret, the hint. `manifest`: its lines, where it is about one. */
export function printIssue(
  printer: Printer,
  error: MirrorError,
  kind: 'error' | 'warning',
  manifest: readonly string[] = [],
): void {
  const { line, colors } = printer;
  const place = formatPlace(error.place);
  const lead = place === '' ? '' : `${printable(place)}: `;
  const mark = kind === 'error' ? colors.red('error:') : colors.yellow('warning:');
  line(`${lead}${mark} ${printable(error.message)} [${error.code}]`);
  const frame = codeFrame(manifest, error.place);
  if (frame !== '') for (const row of frame.split('\n')) line(colors.dim(`  ${row}`));
  if (error.hint !== undefined) line(`  ${colors.cyan('hint:')} ${printable(error.hint)}`);
}
