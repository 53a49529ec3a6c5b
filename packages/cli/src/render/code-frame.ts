import { type Place, printable } from '@multiarch-mirror/errors';
import stringWidth from 'string-width';

/** Characters of the line that are shown at most. */
const widest = 100;

/** A manifest's lines, which end as YAML says: with a line feed, a return, or both. */
export function linesOf(text: string): string[] {
  return text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
}

/**
 * The line that a place is on, with its number and a caret below the column:
 *
 *     24 |     tags: {semver: ">=10", kep: 10}
 *        |                            ^
 *
 * Empty where the place has no line, or the text is shorter.
 */
export function codeFrame(lines: readonly string[], { line, column = 1 }: Place): string {
  const written = line === undefined ? undefined : lines[line - 1];
  if (written === undefined) return '';
  const source = withoutPassword(written);
  // A long line is cut so that the caret stays in sight.
  const begin = wholeCharacter(source, Math.max(0, Math.min(column - widest / 2, source.length - widest)));
  const end = wholeCharacter(source, Math.min(begin + widest, source.length));
  const lead = begin > 0 ? '…' : '';
  const trail = end < source.length ? '…' : '';
  const gap = ' '.repeat(lead.length + stringWidth(visible(source.slice(begin, column - 1))));
  const number = String(line);
  return `${number} | ${lead}${visible(source.slice(begin, end))}${trail}\n${' '.repeat(number.length)} | ${gap}^`;
}

/** A password that is written into the manifest is not for those who read a log. */
function withoutPassword(line: string): string {
  return line.replace(
    /(\b(?:auth|[\w-]*(?:pas+w|token|secret)[\w-]*)["']?[ \t]*:[ \t]+)("(?!\$\{)[^"]*"?|'(?!\$\{)[^']*'?|(?!["'$#{[])[^\s,}]+)/gi,
    (_, key: string, password: string) => key + '*'.repeat(password.length),
  );
}

/** Not between the two halves of a character. */
function wholeCharacter(text: string, index: number): number {
  const code = text.charCodeAt(index);
  return code >= 0xdc00 && code <= 0xdfff ? index - 1 : index;
}

/** Tabs as one space each, so that the caret stands where it belongs. */
function visible(text: string): string {
  return printable(text.replaceAll('\t', ' '));
}
