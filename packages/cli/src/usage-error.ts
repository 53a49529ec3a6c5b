import type { CommanderError } from '@commander-js/extra-typings';
import { MirrorError } from '@multiarch-mirror/errors';

/** What is wrong with the command line, as the document of `--json` holds it. */
export function usageError({ code, message }: CommanderError): MirrorError {
  const said = code === 'commander.help' ? 'no command is given' : message.replace(/^error: /, '');
  const [text = '', ...advice] = said.split('\n');
  return new MirrorError('MIRROR_USAGE_ARGUMENTS', text, {
    hint: [
      ...advice.map((line) => line.replace(/^\((.*)\)$/, '$1')),
      '`mirror --help` lists everything.',
    ].join(' '),
  });
}
