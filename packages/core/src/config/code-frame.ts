import { type Place, printable } from '@multiarch-mirror/errors';

/** Columns of the line that are shown at most. */
const widest = 100;

/**
 * The line that a place is on, with its number and a caret below the column:
 *
 *     24 |     tags: {semver: ">=10", kep: 10}
 *        |                            ^
 *
 * Empty where the place has no line, or the text is shorter.
 */
export function codeFrame(text: string, { line, column = 1 }: Place): string {
  const source = line === undefined ? undefined : text.replace(/^\uFEFF/, '').split(/\r?\n/)[line - 1];
  if (source === undefined) return '';
  // A long line is cut so that the caret stays in sight.
  const begin = Math.max(0, Math.min(column - widest / 2, source.length - widest));
  const shown = visible(source.slice(begin, begin + widest));
  const lead = begin > 0 ? '…' : '';
  const trail = begin + widest < source.length ? '…' : '';
  const gap = ' '.repeat(lead.length + visible(source.slice(begin, column - 1)).length);
  const number = String(line);
  return `${number} | ${lead}${shown}${trail}\n${' '.repeat(number.length)} | ${gap}^`;
}

/** Tabs as one space each, so that the caret stands where it belongs. */
function visible(text: string): string {
  return printable(text.replaceAll('\t', ' '));
}
