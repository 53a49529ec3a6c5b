import { printable, redact } from '@multiarch-mirror/errors';

/** What means nothing to Markdown wherever it stands in a line: letters, digits and some signs. */
const harmless = /[^\p{L}\p{N} ,.;/=%+()-]/gu;

/**
 * Text from outside as Markdown that shows it and does nothing else: no markup, no HTML, no link, no end of a table's cell. Every
 * other character becomes its entity, which CommonMark never takes for structure ("Entity and numeric character references").
 */
export function markdownText(text: string): string {
  return entities(printable(redact(text))).replace(/www\./gi, (match) => `${match.slice(0, 3)}&#46;`);
}

/** The same in a fixed width. */
export function markdownCode(text: string): string {
  return `<code>${markdownText(text)}</code>`;
}

/** A link to a page of the web; the text alone where there is none. */
export function markdownLink(text: string, url: string | undefined): string {
  const address = redact(url ?? '');
  if (!/^https?:\/\//.test(address) || !URL.canParse(address)) return text;
  return `<a href="${entities(new URL(address).href)}">${text}</a>`;
}

/** A table; cells are Markdown already. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line), ''].join('\n');
}

/** Lines to be copied, between fences that none of them can end. */
export function markdownFence(lines: readonly string[], language: string): string {
  const text = lines.map((line) => printable(redact(line)));
  const longest = Math.max(
    2,
    ...text.flatMap((line) => (line.match(/`+/g) ?? []).map(({ length }) => length)),
  );
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${language}`, ...text, fence, ''].join('\n');
}

function entities(text: string): string {
  return text.replace(harmless, (character) => `&#${character.codePointAt(0)};`);
}
