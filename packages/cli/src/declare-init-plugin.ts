import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import type { InitPluginOptions } from './commands/init-plugin.ts';
import type { ExitCode } from './exit-code.ts';
import type { Io } from './io.ts';

const examples = `
Examples:
  mirror init plugin licences
  mirror init plugin @acme/licences
  mirror init plugin licences --dry-run    the files, and nothing written`;

/** `mirror init plugin NAME` */
export function declareInitPlugin(init: CommandUnknownOpts, io: Io, done: (code: ExitCode) => void): void {
  init
    .command('plugin')
    .summary('a plugin of your own')
    .description(
      'Writes a package with a plugin that works, a test that runs the contract for plugins, and a README. In a checkout of mirror it is one of the plugins of mirror, elsewhere a package of its own.',
    )
    .argument(
      '<name>',
      'what it is called, in words with hyphens between them; with a scope before it (@acme/licences) for its package',
    )
    .option('--force', 'write files anew that are there')
    .option('-n, --dry-run', 'show the files, and write nothing')
    .addHelpText('after', examples)
    .action(async (name, _options, command) => {
      const { initPluginCommand } = await import('./commands/init-plugin.ts');
      done(await initPluginCommand(io, name, command.optsWithGlobals() as unknown as InitPluginOptions));
    });
}
