import { MirrorError, type Place } from '@multiarch-mirror/errors';
import type { YAMLParseError, YAMLWarning } from 'yaml';

/** What to do about faults whose message alone does not say it. */
const hints: Partial<Record<YAMLParseError['code'], string>> = {
  TAB_AS_INDENT: 'Indent with spaces: YAML allows no tabs there.',
  MULTIPLE_DOCS:
    'Keep one document: take out the line `---` and what follows, or put it into a file of its own.',
  RESOURCE_EXHAUSTION: 'Nest less deeply.',
  BAD_INDENT: 'Indent the entries of one block alike, and close every bracket.',
  BAD_SCALAR_START: 'Put the value in quotes.',
  TAG_RESOLVE_FAILED: 'Take out the tag: no value of the manifest needs one.',
  MISSING_CHAR: 'Close the bracket, brace or quote that is open.',
};

const messages: Partial<Record<YAMLParseError['code'], string>> = {
  TAB_AS_INDENT: 'a tab as indentation',
  MULTIPLE_DOCS: 'a second YAML document begins here',
  RESOURCE_EXHAUSTION: 'the manifest is nested too deeply',
};

/** What the YAML parser found, as one of our errors. */
export function yamlProblem(problem: YAMLParseError | YAMLWarning, place: Place): MirrorError {
  const hint = hints[problem.code] ?? 'Mend the YAML around here.';
  return new MirrorError('MIRROR_CONFIG_SYNTAX', messages[problem.code] ?? lowerFirst(problem.message), {
    place,
    hint,
  });
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
