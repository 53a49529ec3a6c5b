import { Argument, type Command } from '@commander-js/extra-typings';
import type { GlobalOptions } from './commands/global-options.ts';
import { shells } from './completion/shells.ts';
import { type ExitCode, exitCodes } from './exit-code.ts';
import { completionExamples } from './help.ts';
import type { Io } from './io.ts';

/** `mirror completion SHELL`, and what its script asks. */
export function declareCompletion(
  program: Command<[], Pick<GlobalOptions, keyof GlobalOptions>>,
  io: Io,
  done: (code: ExitCode) => void,
): void {
  program
    .command('completion')
    .summary('completion for bash, zsh or fish')
    .description(
      'Prints what a shell completes `mirror` with: commands, options and their values, files, and the names of the images of the manifest.',
    )
    .addArgument(new Argument('<shell>', 'the shell').choices(shells))
    .addHelpText('after', completionExamples)
    .action(async (shell) => {
      const { shellScripts } = await import('./completion/shell-scripts.ts');
      io.stdout.write(shellScripts[shell]);
      done(exitCodes.done);
    });

  program
    .command('__complete', { hidden: true })
    .argument('[words...]')
    .action(async (words) => {
      const { completeCommand } = await import('./commands/complete.ts');
      done(await completeCommand(io, program, words));
    });
}
