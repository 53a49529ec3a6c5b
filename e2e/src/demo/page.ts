import { styleText } from 'node:util';

/** What the demo is written on: a terminal or a file, at most 100 columns wide. */
export interface Page {
  title(text: string): void;
  /** A numbered heading. */
  section(text: string): void;
  /** A paragraph, broken into lines. */
  text(text: string): void;
  /** Lines as they are, such as a file. */
  block(lines: readonly string[]): void;
  /** Lines of output, the long ones broken and cut. */
  excerpt(lines: readonly string[]): void;
  /** A command that is run, or that the reader may run. */
  command(lines: readonly string[]): void;
  /** Rows in columns; the first one is the head. */
  table(rows: readonly (readonly string[])[]): void;
  good(text: string): void;
  gap(): void;
}

const widest = 100;
/** Lines that one line of output may become. */
const longest = 4;

export function createPage(output: NodeJS.WriteStream): Page {
  let sections = 0;
  const colored = wantsColor(output, process.env);
  const style = (format: Parameters<typeof styleText>[0], text: string): string =>
    colored ? styleText(format, text, { validateStream: false }) : text;
  const line = (text = ''): void => {
    output.write(`${text}\n`);
  };
  const width = (): number => Math.min(output.columns || widest, widest);
  return {
    title: (text) => line(style('bold', text)),
    section: (text) => {
      sections += 1;
      line();
      line(style(['bold', 'cyan'], `${sections}  ${text}`));
      line();
    },
    text: (text) => {
      for (const part of wrap(text, width())) line(part);
    },
    block: (lines) => {
      for (const text of lines) line(`  ${style('dim', '│')} ${text}`.trimEnd());
    },
    excerpt: (lines) => {
      for (const text of lines) {
        const indent = /^ */.exec(text)?.[0] ?? '';
        const parts = wrap(text.trim(), width() - indent.length);
        const shown = parts.length > longest ? [...parts.slice(0, longest), '…'] : parts;
        for (const part of shown) line(`${indent}${part}`);
      }
    },
    command: ([first = '', ...rest]) => {
      line(`${style('dim', '$')} ${style('bold', first)}`);
      for (const text of rest) line(`    ${style('bold', text)}`);
    },
    table: (rows) => {
      for (const [index, text] of columns(rows).entries())
        line(`  ${index === 0 ? style('dim', text) : text}`);
    },
    good: (text) => {
      const [first = '', ...rest] = wrap(text, width() - 2);
      line(`${style('green', '✔')} ${first}`);
      for (const part of rest) line(`  ${part}`);
    },
    gap: () => line(),
  };
}

/** As `mirror` itself decides it: on a terminal, unless https://no-color.org or FORCE_COLOR says otherwise. */
function wantsColor(output: NodeJS.WriteStream, { NO_COLOR, FORCE_COLOR, TERM }: NodeJS.ProcessEnv): boolean {
  if (NO_COLOR) return false;
  if (FORCE_COLOR) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return output.isTTY && TERM !== 'dumb';
}

/** Lines of at most so many characters; a word that is longer stays whole. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
