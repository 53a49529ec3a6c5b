import type { YAMLParseError } from 'yaml';
import { syntaxFault, type YamlFault } from './yaml-fault.ts';

type Code = YAMLParseError['code'];

/** A usual mistake: the text from where the parser stumbles, and what to say of it. */
interface Mistake {
  codes: readonly Code[];
  pattern: RegExp;
  /** `shift`: how far behind the parser's place the mistake is. */
  say: (match: RegExpExecArray) => [message: string, hint: string, shift?: number];
}

const quotes = 'Put the value in quotes';

const mistakes: readonly Mistake[] = [
  {
    codes: ['MULTILINE_IMPLICIT_KEY', 'MISSING_CHAR', 'UNEXPECTED_TOKEN', 'BLOCK_AS_IMPLICIT_KEY'],
    pattern: /(?:<{7}|={7}|>{7})(?=\s|$)/y,
    say: () => [
      'a merge conflict that is not resolved',
      'Keep one of the two sides, and take out the markers.',
    ],
  },
  {
    codes: [
      'MULTILINE_IMPLICIT_KEY',
      'MISSING_CHAR',
      'BAD_INDENT',
      'UNEXPECTED_TOKEN',
      'BLOCK_AS_IMPLICIT_KEY',
    ],
    pattern: /( *)\t/y,
    say: ([, spaces = '']) => [
      'a tab as indentation',
      'Indent with spaces: YAML allows no tabs there.',
      spaces.length,
    ],
  },
  {
    codes: ['MULTILINE_IMPLICIT_KEY', 'MISSING_CHAR', 'BLOCK_AS_IMPLICIT_KEY'],
    pattern: /([\w-]+):(?=[^\s:])([^\n#]*)/y,
    say: ([, key = '', value = '']) => [
      `no space behind the colon of ${key}`,
      `Write ${key}: ${value.trim()}.`,
      key.length,
    ],
  },
  {
    codes: ['MULTILINE_IMPLICIT_KEY', 'MISSING_CHAR'],
    pattern: /([\w-]+)(?=[ \t]*(?:\n|$))/y,
    say: ([, key = '']) => [`${key} is no key: it has no colon`, `Write ${key}: and its value.`],
  },
  {
    codes: ['MULTILINE_IMPLICIT_KEY', 'UNEXPECTED_TOKEN'],
    pattern: /- /y,
    say: () => ['an entry of a list among the keys of a map', 'Indent it below the key that it belongs to.'],
  },
  {
    // What is indented deeper goes on with the value of the line above, and its colon makes that a key.
    codes: ['BLOCK_AS_IMPLICIT_KEY'],
    pattern: /([^\n"'{}[\]]*\n(?:[ \t]*(?:#.*)?\n)*[ \t]+)[\w-]+:(?=\s)/y,
    say: ([, before = '']) => [
      'this line is indented deeper than the one above, which has a value already',
      'Indent the entries of one block alike.',
      before.length,
    ],
  },
  {
    codes: ['BLOCK_IN_FLOW'],
    pattern: /([^\s,[\]{}]*:)([{[])[^\s,]*?[\]}]/y,
    say: ([value, , bracket = '']) => [`a ${bracket} in a value without quotes`, `${quotes}: "${value}".`],
  },
  {
    codes: ['BLOCK_IN_FLOW'],
    pattern: /([^\n,{}[\]]*? )([\w-]+): /y,
    say: ([, before = '', key = '']) => [
      `${key}: is in the middle of a value`,
      `Put a comma before ${key}, or the whole value in quotes.`,
      before.length,
    ],
  },
  {
    codes: ['BLOCK_AS_IMPLICIT_KEY'],
    pattern: /[^\n{}[\]]+?: [^\n#]*/y,
    say: ([value]) => ['a second colon in one value', `${quotes}: "${value.trim()}".`],
  },
  {
    codes: ['BAD_SCALAR_START'],
    pattern: /([>|%@`])[^\n,}\]]*/y,
    say: ([whole, first = '']) => [`text that begins with ${first}`, `${quotes}: "${whole.trim()}".`],
  },
  {
    // The parser takes it for the beginning of a block of text, and stumbles behind it.
    codes: ['UNEXPECTED_TOKEN'],
    pattern: /(?<=([>|]))[^\n]+/y,
    say: ([rest, first = '']) => [
      `text that begins with ${first}`,
      `${quotes}: "${first}${rest.trim()}".`,
      -1,
    ],
  },
  {
    codes: ['BAD_ALIAS'],
    pattern: /[*&](?=[\s,}\]]|$)/y,
    say: ([sign]) => [`${sign} without a name`, `${quotes}: "${sign}".`],
  },
  {
    codes: ['BAD_ALIAS'],
    pattern: /:/y,
    say: () => ['the name of an anchor or an alias that ends with a colon', 'Put a space before the colon.'],
  },
  {
    codes: ['BAD_DQ_ESCAPE'],
    pattern: /\\(?:[\s\S]|$)/y,
    say: ([sequence]) => [
      `${sequence} between double quotes means nothing in YAML`,
      `Use single quotes around the whole value, or write \\${sequence}.`,
    ],
  },
  {
    codes: ['TAG_RESOLVE_FAILED'],
    pattern: /!\S*/y,
    say: ([tag]) => [`the tag ${tag} means nothing here`, 'Take it out: no value of the manifest needs one.'],
  },
  {
    codes: ['UNEXPECTED_TOKEN'],
    pattern: /[\]}]/y,
    say: ([bracket]) => [`this ${bracket} closes nothing`, 'Take it out, or open a bracket before it.'],
  },
  {
    codes: ['UNEXPECTED_TOKEN', 'MISSING_CHAR'],
    pattern: /[\w"'-]/y,
    say: () => [
      'something is missing before this',
      'Put a comma between the entries, and close every bracket and quote.',
    ],
  },
  {
    codes: ['MISSING_CHAR'],
    pattern: /#/y,
    say: () => ['a comment right behind a value', 'Put a space before the #.'],
  },
  {
    codes: ['BAD_INDENT', 'MISSING_CHAR'],
    pattern: /( +)[^\s#]/y,
    say: ([, indent = '']) => [
      'this line is indented like nothing above it',
      'Indent the entries of one block alike; an entry of a list begins with a hyphen.',
      indent.length,
    ],
  },
];

/** The usual mistake at this place, if it is one. */
export function mistakeAt(code: Code, text: string, offset: number): YamlFault | undefined {
  for (const { codes, pattern, say } of mistakes) {
    if (!codes.includes(code)) continue;
    pattern.lastIndex = offset;
    const match = pattern.exec(text);
    if (match === null) continue;
    const [message, hint, shift = 0] = say(match);
    return syntaxFault(offset + shift, message, hint);
  }
  return undefined;
}
