import { MirrorError } from '@multiarch-mirror/errors';
import { RE2JS } from 're2js';

/** A regular expression that matches in linear time, whatever the text. */
export interface Pattern {
  readonly text: string;
  /** Found anywhere in the text; `^` and `$` anchor. */
  test(text: string): boolean;
}

/**
 * Compiles what JavaScript and RE2 read alike, and matches with RE2, so that no expression can explode: the time grows with the text
 * alone, and what an expression repeats is bounded by a thousand.
 * @throws MirrorError MIRROR_CONFIG_REGEX with what one of the two does not take
 */
export function compilePattern(text: string): Pattern {
  let compiled: RE2JS;
  try {
    // The u flag refuses what JavaScript would otherwise read in a way of its own (`\A`, `\Q`, `\z`).
    compiled = RE2JS.compile(new RegExp(text, 'u').source);
  } catch (thrown) {
    throw refusal(text, thrown);
  }
  return { text, test: (candidate) => compiled.matcher(candidate).find() };
}

/** What other engines have. */
const foreign: readonly [syntax: RegExp, name: string][] = [
  [/\(\?<?[=!]/, 'look-around'],
  [/(?<!\\)(?:\\\\)*\\(?:[1-9]|k<)/, 'a backreference'],
  [/\(\?[a-zA-Z]*-?[a-zA-Z]+[:)]/, 'an inline flag'],
  [/\(\?P</, "a group named in Python's way"],
  [/\(\?>|[*+?}]\+/, 'a group or quantifier that gives nothing back'],
];

function refusal(text: string, thrown: unknown): MirrorError {
  const name = foreign.find(([syntax]) => syntax.test(text))?.[1];
  const message =
    name === undefined
      ? `the regular expression is not valid: ${reasonOf(thrown)}`
      : `the regular expression has ${name}, which is not allowed here`;
  return new MirrorError('MIRROR_CONFIG_REGEX', message, {
    cause: thrown,
    hint: 'Use the syntax that JavaScript and RE2 share: no look-around, no backreference, no inline flags.',
  });
}

/** `Invalid regular expression: /(/u: Unterminated group`, or `error parsing regexp: missing argument to repetition operator: *`. */
function reasonOf(thrown: unknown): string {
  const said = thrown instanceof Error ? thrown.message : String(thrown);
  if (said.includes('invalid repeat count')) return 'it repeats something more than a thousand times';
  const reason = said
    .replace(/^Invalid regular expression: [\s\S]*\/u: /, '')
    .replace(/^error parsing regexp: /, '');
  return reason.charAt(0).toLowerCase() + reason.slice(1);
}
