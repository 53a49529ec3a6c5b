/** Text with its numbers compared as numbers: `r9` before `r10`. Independent of the locale; 0 only for the same text. */
export function compareNaturally(a: string, b: string): number {
  if (a === b) return 0;
  let [left, right] = [0, 0];
  while (left < a.length && right < b.length) {
    const [one, other] = [tokenAt(a, left), tokenAt(b, right)];
    const numeric = isDigit(one.charCodeAt(0)) && isDigit(other.charCodeAt(0));
    const difference = numeric ? compareDigits(one, other) : compareText(one, other);
    if (difference !== 0) return difference;
    left += one.length;
    right += other.length;
  }
  return a.length - left - (b.length - right) || compareText(a, b);
}

/** The digits, or the other characters, from there on. */
function tokenAt(text: string, start: number): string {
  const digits = isDigit(text.charCodeAt(start));
  let end = start + 1;
  while (end < text.length && isDigit(text.charCodeAt(end)) === digits) end += 1;
  return text.slice(start, end);
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Of any length, leading zeros aside. */
function compareDigits(a: string, b: string): number {
  const [left, right] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')];
  return left.length - right.length || compareText(left, right);
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
