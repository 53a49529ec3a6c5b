/**
 * A tag list, in the order that registries give, from words with braces as a shell expands them: `17.{0..2}{,-alpine}` is six tags.
 * What is regular in a real list is written so; the odd ones stand there literally.
 */
export function listing(text: string): string[] {
  return [
    ...new Set(
      text
        .split(/\s+/)
        .filter((word) => word !== '')
        .flatMap(expand),
    ),
  ].sort();
}

function expand(word: string): string[] {
  const [, before = '', inside, after = ''] = /^([^{]*)\{([^}]*)\}(.*)$/.exec(word) ?? [];
  if (inside === undefined) return [word];
  const rest = expand(after);
  return inside
    .split(',')
    .flatMap(alternatives)
    .flatMap((item) => rest.map((end) => `${before}${item}${end}`));
}

function alternatives(item: string): string[] {
  const [, first, last] = /^(\d+)\.\.(\d+)$/.exec(item) ?? [];
  if (first === undefined || last === undefined) return [item];
  const [from, to] = [Number(first), Number(last)];
  return Array.from({ length: to - from + 1 }, (_, index) =>
    String(from + index).padStart(first.length, '0'),
  );
}
