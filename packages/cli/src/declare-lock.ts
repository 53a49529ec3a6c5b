import type { Command } from '@commander-js/extra-typings';
import type { GlobalOptions } from './commands/global-options.ts';
import type { ExitCode } from './exit-code.ts';
import { lockExamples } from './help.ts';
import type { Io } from './io.ts';

/** `mirror lock` */
export function declareLock(
  program: Command<[], Pick<GlobalOptions, keyof GlobalOptions>>,
  io: Io,
  done: (code: ExitCode) => void,
): void {
  program
    .command('lock')
    .summary('write mirror.lock.yaml, for review in a pull request')
    .description(
      "Asks upstream what each tag stands for and writes it to mirror.lock.yaml: each tag's digest, of an assembly each platform's. `mirror run --locked` then mirrors that and nothing else. Comments in the file stay. Asks nothing of the destination.",
    )
    .argument('[image...]', 'names of the manifest, or globs; others stay as they are locked; default: all')
    .option('--lock-file <file>', 'the lock (default: mirror.lock.yaml beside the manifest)')
    .addHelpText('after', lockExamples)
    .action(async (images, _options, command) => {
      const { lockCommand } = await import('./commands/lock.ts');
      done(await lockCommand(io, images, command.optsWithGlobals()));
    });
}
