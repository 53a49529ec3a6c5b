import type { CommandUnknownOpts } from '@commander-js/extra-typings';

/**
 * Before a help is printed: whether it is the one that was asked for. `help NONSENSE` and `NONSENSE --help` would be answered with the
 * help of everything, and `help init plugin` with that of `init`.
 * @throws CommanderError commander.unknownCommand, with what was probably meant; where another help is printed, that it is
 */
export function checkHelpTopic(program: CommandUnknownOpts, { command, error }: HelpContext): void {
  const [first, ...rest] = program.args;
  if (first === undefined || first.startsWith('-')) return;
  let topic = program;
  for (const word of first === 'help' ? rest : [first]) {
    if (word === 'help' || word.startsWith('-')) break;
    const found = topic.commands.find((one) => one.name() === word || one.aliases().includes(word));
    // As if it had been called: the parser knows what is near.
    if (found === undefined && topic === program) program.parse([word], { from: 'user' });
    if (found === undefined) topic.error(`error: unknown command '${topic.name()} ${word}'`, unknownCommand);
    else topic = found;
  }
  // The parser takes `help help` for a mistake.
  if (first === 'help' && (topic !== command || (error && rest.length > 0))) topic.help();
}

/** Whose help is about to be printed, and whether since something is wrong. */
interface HelpContext {
  command: CommandUnknownOpts;
  error: boolean;
}

const unknownCommand = { code: 'commander.unknownCommand' };
