/** A piece of a text that another one takes the place of. */
export interface TextEdit {
  start: number;
  /** Behind the piece; `start` for an insertion. */
  end: number;
  text: string;
}

/** Makes edits that do not overlap; where two begin at one place, the first comes first. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let [result, position] = ['', 0];
  for (const { start, end, text: piece } of [...edits].sort((a, b) => a.start - b.start)) {
    result += text.slice(position, start) + piece;
    position = end;
  }
  return result + text.slice(position);
}
