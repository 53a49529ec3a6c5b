import type { CST } from 'yaml';
import { syntaxFault, type YamlFault } from './yaml-fault.ts';

/** Nobody nests a manifest like this; the parser, which calls itself for each level, ends somewhere below a thousand. */
export const deepest = 100;

const closers: Record<string, { type: string; open: string; close: string }> = {
  'flow-map-start': { type: 'flow-map-end', open: '{', close: '}' },
  'flow-seq-start': { type: 'flow-seq-end', open: '[', close: ']' },
};

/**
 * What is open in the tokens of a document that cannot be read: the parser complains where it gives up, which may be many lines
 * below the bracket or quote that is missing its end. The innermost one is the one that was forgotten.
 */
export function findOpen(tokens: readonly CST.Token[]): YamlFault | undefined {
  let last: YamlFault | undefined;
  for (const { token } of walk(tokens)) {
    const fault = openFault(token);
    if (fault !== undefined && fault.offset >= (last?.offset ?? 0)) last = fault;
  }
  return last;
}

/** The first thing that is nested too deeply. */
export function findDeepest(tokens: readonly CST.Token[]): YamlFault | undefined {
  for (const { token, depth } of walk(tokens)) {
    if (depth > deepest) {
      return syntaxFault(
        token.offset,
        `the manifest is nested more than ${deepest} levels deep`,
        'Nest less deeply.',
      );
    }
  }
  return undefined;
}

function openFault(token: CST.Token): YamlFault | undefined {
  if (token.type === 'flow-collection') {
    const closer = closers[token.start.type];
    const [end] = token.end;
    if (closer === undefined || end?.type === closer.type) return undefined;
    const { open, close } = closer;
    return end === undefined
      ? syntaxFault(token.offset, `this ${open} is never closed`, `Put a ${close} where it ends.`)
      : syntaxFault(
          end.offset,
          `this ${end.source} closes a ${open}`,
          `Put a ${close} before it, or take it out.`,
        );
  }
  const quoted = token.type === 'double-quoted-scalar' || token.type === 'single-quoted-scalar';
  if (!quoted || isClosed(token.source)) return undefined;
  const hint = 'Put the same quote where the text ends.';
  return syntaxFault(token.offset, `this ${token.source.charAt(0)} is never closed`, hint);
}

function isClosed(source: string): boolean {
  return source.startsWith('"') ? /^"(?:[^"\\]|\\.)*"$/s.test(source) : /^'(?:[^']|'')*'$/.test(source);
}

/** Every token with its depth, without recursion: it is for documents that are nested too deeply, too. */
function* walk(tokens: readonly CST.Token[]): Generator<{ token: CST.Token; depth: number }> {
  const open = tokens.map((token) => ({ token, depth: 0 })).reverse();
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    yield next;
    const depth = next.depth + 1;
    for (const token of childrenOf(next.token).reverse()) open.push({ token, depth });
  }
}

function childrenOf(token: CST.Token): CST.Token[] {
  if (token.type === 'document') return token.value === undefined ? [] : [token.value];
  if (!('items' in token)) return [];
  return token.items.flatMap(({ key, value }) =>
    [key, value].filter((child) => child !== undefined && child !== null),
  );
}
