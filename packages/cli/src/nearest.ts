/** The candidate that a typing error could have come from: at most a third of the word's letters are wrong. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const limit = Math.max(1, Math.floor(word.length / 3));
  const [best] = candidates
    .map((candidate) => ({ candidate, distance: editDistance(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  return best !== undefined && best.distance <= limit ? best.candidate : undefined;
}

/** Levenshtein's, one row at a time. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [index, letter] of Array.from(from).entries()) {
    let left = index + 1;
    const next = [left];
    for (const [column, other] of Array.from(to).entries()) {
      const above = row[column + 1] ?? 0;
      const diagonal = row[column] ?? 0;
      left = letter === other ? diagonal : 1 + Math.min(above, left, diagonal);
      next.push(left);
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
