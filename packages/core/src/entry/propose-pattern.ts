import { isReserved } from '../versions/index.ts';

/** Tags of one form that a pattern is worth writing for. */
const fewest = 3;

/**
 * Regular expressions for tags that are no versions and yet of one form, such as `RELEASE.2025-03-12T18-04-18Z` and
 * `2025.3.19-cdd4441eb`: dates with the same number of digits, counters, commits. That of most tags first, at most two.
 */
export function proposePattern(listed: readonly string[]): string[] {
  const forms = new Map<string, number>();
  for (const tag of listed) {
    // A word alone is better named.
    if (isReserved(tag) || !/\d{4}|\d[.-]\d/.test(tag)) continue;
    const form = formOf(tag);
    forms.set(form, (forms.get(form) ?? 0) + 1);
  }
  return [...forms]
    .filter(([, tags]) => tags >= fewest)
    .sort(([, many], [, fewer]) => fewer - many)
    .slice(0, 2)
    .map(([form]) => `^${form}$`);
}

/** Letters as they are, digits by their number where that is fixed in a date, commits as such. */
function formOf(tag: string): string {
  return tag.replace(
    /(?<=^|[-_.])(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{7,40}(?=$|[-_.])|\d+|[^\dA-Za-z_-]/g,
    (part) => {
      if (/^[^\da-f]/.test(part)) return `\\${part}`;
      if (/[a-f]/.test(part)) return '[0-9a-f]+';
      return part.length === 4 || part.length === 8 ? `\\d{${part.length}}` : '\\d+';
    },
  );
}
