/** Lines around a change that are shown. */
const context = 3;

/** How a text changes in one place. */
export interface TextChange {
  /** The first line that is shown, one-based. */
  line: number;
  lines: { mark: ' ' | '+' | '-'; text: string }[];
}

/** What has changed from one text to another, as one piece with the lines around it. */
export function textChange(before: string, after: string): TextChange {
  const [old, now] = [linesOf(before), linesOf(after)];
  const shorter = Math.min(old.length, now.length);
  let start = 0;
  while (start < shorter && old[start] === now[start]) start += 1;
  let end = 0;
  while (end < shorter - start && old[old.length - 1 - end] === now[now.length - 1 - end]) end += 1;
  const first = Math.max(0, start - context);
  const marked = (mark: ' ' | '+' | '-', lines: string[]) => lines.map((text) => ({ mark, text }));
  return {
    line: first + 1,
    lines: [
      ...marked(' ', now.slice(first, start)),
      ...marked('-', old.slice(start, old.length - end)),
      ...marked('+', now.slice(start, now.length - end)),
      ...marked(' ', now.slice(now.length - end, now.length - end + context)),
    ],
  };
}

/** Without the nothing behind the last line's end. */
function linesOf(text: string): string[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}
