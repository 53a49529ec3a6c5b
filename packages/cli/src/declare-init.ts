import type { Command } from '@commander-js/extra-typings';
import type { GlobalOptions } from './commands/global-options.ts';
import { declareInitPlugin } from './declare-init-plugin.ts';
import type { ExitCode } from './exit-code.ts';
import { initExamples } from './help.ts';
import type { Io } from './io.ts';

/** `mirror init` */
export function declareInit(
  program: Command<[], Pick<GlobalOptions, keyof GlobalOptions>>,
  io: Io,
  done: (code: ExitCode) => void,
): void {
  const init = program
    .command('init')
    .summary('a first manifest and workflow')
    .description(
      "Writes mirror.config.yaml without images, and in a repository on GitHub .github/workflows/mirror.yml, whose identity alone the manifest trusts. The destination is GHCR's namespace of the owner, unless --destination names another. A file that is there stays as it is.",
    )
    .option('--force', 'write files anew that are there')
    .option('--no-workflow', 'the manifest alone')
    .option('-y, --yes', 'take what is proposed, ask nothing')
    .option('-n, --dry-run', 'show the files, and write nothing')
    .addHelpText('after', initExamples)
    .action(async (_options, command) => {
      const { initCommand } = await import('./commands/init.ts');
      done(await initCommand(io, command.optsWithGlobals()));
    });
  declareInitPlugin(init, io, done);
}
