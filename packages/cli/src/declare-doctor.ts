import type { Command } from '@commander-js/extra-typings';
import type { GlobalOptions } from './commands/global-options.ts';
import type { ExitCode } from './exit-code.ts';
import { doctorExamples } from './help.ts';
import type { Io } from './io.ts';

/** `mirror doctor` */
export function declareDoctor(
  program: Command<[], Pick<GlobalOptions, keyof GlobalOptions>>,
  io: Io,
  done: (code: ExitCode) => void,
): void {
  program
    .command('doctor')
    .summary('check tools, credentials, registries and trust')
    .description(
      "Looks at everything that a run of the manifest depends on: tools and their versions, what may be read and written with which credentials, the clock, each registry's abilities and what is left of its limits, the trust root and the identity that signs. Says how to mend what is not right, and changes nothing.",
    )
    .addHelpText('after', doctorExamples)
    .action(async (_options, command) => {
      const { doctorCommand } = await import('./commands/doctor.ts');
      done(await doctorCommand(io, command.optsWithGlobals()));
    });
}
