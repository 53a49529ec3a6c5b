/** A line of a text, without its end. */
interface Line {
  start: number;
  /** Where the next one begins. */
  next: number;
  content: string;
}

/**
 * Where a further item of a block list goes: behind its last item and the comments that belong to the list, such as an entry that
 * is commented out. What is further out belongs to what follows.
 *
 * @param end of the last item, or of the list's key where it has none
 * @param key the column of the list's key
 * @param item the column of the list's dashes
 */
export function listEnd(text: string, end: number, key: number, item: number): number {
  // A block scalar ends with its line.
  let position = end > 0 && text[end - 1] === '\n' ? end : lineAt(text, end).next;
  let isClose = true;
  for (let line = lineAt(text, position); line.start < text.length; line = lineAt(text, line.next)) {
    const column = line.content.search(/\S/);
    if (column < 0) {
      isClose = false;
      continue;
    }
    if (line.content[column] !== '#') break;
    const belongs = column > key || (item === key && column === key && isClose && standsAlone(text, line));
    if (!belongs) break;
    position = line.next;
  }
  return position;
}

/**
 * Whether an empty line follows the comment: without one it is about what comes next. Where dashes stand as far out as their key,
 * nothing else tells.
 */
function standsAlone(text: string, line: Line): boolean {
  for (let next = lineAt(text, line.next); next.start < text.length; next = lineAt(text, next.next)) {
    const content = next.content.trim();
    if (content === '') return true;
    if (!content.startsWith('#')) return false;
  }
  return false;
}

/** The line that holds this offset. */
function lineAt(text: string, offset: number): Line {
  // Behind the last line, which need not end, there is none.
  if (offset >= text.length) return { start: text.length, next: text.length, content: '' };
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  const next = end < 0 ? text.length : end + 1;
  return { start, next, content: text.slice(start, end < 0 ? text.length : end).replace(/\r$/, '') };
}
