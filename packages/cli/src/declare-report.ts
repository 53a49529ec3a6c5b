import type { Command } from '@commander-js/extra-typings';
import type { GlobalOptions } from './commands/global-options.ts';
import type { ExitCode } from './exit-code.ts';
import { reportExamples } from './help.ts';
import type { Io } from './io.ts';

/** `mirror report` */
export function declareReport(
  program: Command<[], Pick<GlobalOptions, keyof GlobalOptions>>,
  io: Io,
  done: (code: ExitCode) => void,
): void {
  program
    .command('report')
    .summary('merge the reports of shards')
    .description(
      'Merges what `mirror run --json` or `--report` has written, of shards or of runs that were repeated: of a tag in several reports the one that was finished last counts. Beside the plan it also finds what no run has reported. Exits with 0, 1, 3 or 4, as one run would have.',
    )
    .argument('<file...>', 'reports of `mirror run`, and of `mirror plan`')
    .option('--summary', 'Markdown for the summary of a job: tables, links, how to check the result')
    .addHelpText('after', reportExamples)
    .action(async (files, _options, command) => {
      const { reportCommand } = await import('./commands/report.ts');
      done(await reportCommand(io, files, command.optsWithGlobals()));
    });
}
