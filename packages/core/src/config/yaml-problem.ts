import type { CST, YAMLParseError, YAMLWarning } from 'yaml';
import { syntaxFault, type YamlFault } from './yaml-fault.ts';
import { mistakeAt } from './yaml-mistake.ts';
import { findDeepest, findOpen } from './yaml-tokens.ts';

type Problem = YAMLParseError | YAMLWarning;

/** What the parser passes over: each of them is a mistake of its own. From any other all that come later may follow. */
const apart: ReadonlySet<Problem['code']> = new Set([
  'TAB_AS_INDENT',
  'BAD_DQ_ESCAPE',
  'BAD_SCALAR_START',
  'BAD_ALIAS',
  'TAG_RESOLVE_FAILED',
  'MULTIPLE_ANCHORS',
  'MULTIPLE_TAGS',
  'ALIAS_PROPS',
]);

/** What each of the parser's codes means, where the text around it does not say it better. */
const meanings: Record<Problem['code'], [message: string, hint: string]> = {
  ALIAS_PROPS: ['an alias with an anchor or a tag', 'Leave the alias alone: *NAME.'],
  BAD_ALIAS: ['an alias without a name', 'Put the value in quotes if it is to begin with * or &.'],
  BAD_COLLECTION_TYPE: ['a tag that does not go with what follows', 'Take out the tag.'],
  BAD_DIRECTIVE: ['a directive that YAML does not have', 'Take out the line.'],
  BAD_DQ_ESCAPE: ['a backslash that means nothing between double quotes', "Use single quotes: '^\\d+$'."],
  BAD_INDENT: [
    'this line is indented like nothing above it',
    'Indent the entries of one block alike, with spaces.',
  ],
  BAD_PROP_ORDER: ['an anchor or a tag in the wrong place', 'Put it behind the - or ? of its entry.'],
  BAD_SCALAR_START: ['text that begins with a character of YAML', 'Put the value in quotes.'],
  BLOCK_AS_IMPLICIT_KEY: [
    'a second value in one line',
    'Put the value in quotes, or the key into a line of its own.',
  ],
  BLOCK_IN_FLOW: ['a key inside of a value', 'Put the value in quotes, or a comma before it.'],
  DUPLICATE_KEY: ['this key stands in the map twice', 'Keep one of the two.'],
  IMPOSSIBLE: ['YAML that cannot be read', 'Mend the YAML around here.'],
  KEY_OVER_1024_CHARS: ['a key of more than 1024 characters', 'Write a shorter key.'],
  MISSING_CHAR: [
    'a character is missing here',
    'Close every bracket, brace and quote, and put a comma between entries.',
  ],
  MULTILINE_IMPLICIT_KEY: [
    'text where a key should be',
    'Write `key: value`, with a space behind the colon.',
  ],
  MULTIPLE_ANCHORS: ['a second anchor for one value', 'Keep one of the two.'],
  MULTIPLE_DOCS: [
    'a second YAML document begins here',
    'Keep one document: take out the line `---` and what follows, or put it into a file of its own.',
  ],
  MULTIPLE_TAGS: ['a second tag for one value', 'Keep one of the two.'],
  NON_STRING_KEY: ['a key that is not text', 'Write a plain word as the key.'],
  RESOURCE_EXHAUSTION: ['the manifest is nested too deeply', 'Nest less deeply.'],
  TAB_AS_INDENT: ['a tab as indentation', 'Indent with spaces: YAML allows no tabs there.'],
  TAG_RESOLVE_FAILED: ['a tag that nobody knows', 'Take out the tag: no value of the manifest needs one.'],
  UNEXPECTED_TOKEN: [
    'this cannot stand here',
    'Close every bracket, brace and quote, and put a comma between entries.',
  ],
};

/** What the parser found, in words, and without what only follows from something before it. `tokens`: what it read. */
export function describeProblems(
  problems: readonly Problem[],
  text: string,
  tokens: readonly CST.Token[],
): YamlFault[] {
  if (problems.length === 0) return [];
  if (problems.some(({ code }) => code === 'RESOURCE_EXHAUSTION')) {
    return [findDeepest(tokens) ?? describeCode('RESOURCE_EXHAUSTION', 0)];
  }
  const faults: YamlFault[] = [];
  let derailed = false;
  const open = problems.every(({ code }) => apart.has(code)) ? undefined : findOpen(tokens);
  for (const [index, problem] of problems.entries()) {
    const isApart = apart.has(problem.code);
    if ((derailed && !isApart) || isAnother(problem, problems[index - 1], text)) continue;
    derailed ||= !isApart && (open !== undefined || problem.code !== 'BLOCK_IN_FLOW');
    faults.push((isApart ? undefined : open) ?? describeProblem(problem, text));
  }
  return faults;
}

/** One more backslash of the same line: one pair of quotes is wrong, not each of them. */
function isAnother({ code, pos }: Problem, before: Problem | undefined, text: string): boolean {
  if (code !== 'BAD_DQ_ESCAPE' || before?.code !== code) return false;
  return !text.slice(before.pos[0], pos[0]).includes('\n');
}

function describeProblem({ code, pos: [offset] }: Problem, text: string): YamlFault {
  return mistakeAt(code, text, offset) ?? describeCode(code, offset);
}

export function describeCode(code: Problem['code'], offset: number): YamlFault {
  const [message, hint] = meanings[code];
  return syntaxFault(offset, message, hint);
}
