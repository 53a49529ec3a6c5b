import { type Command, Option } from '@commander-js/extra-typings';
import type { GlobalOptions } from './commands/global-options.ts';
import type { ExitCode } from './exit-code.ts';
import { addExamples } from './help.ts';
import type { Io } from './io.ts';

const missingPlatforms = ['fail', 'wait', 'warn', 'allow'] as const;

/** `mirror add` */
export function declareAdd(
  program: Command<[], Pick<GlobalOptions, keyof GlobalOptions>>,
  io: Io,
  done: (code: ExitCode) => void,
): void {
  program
    .command('add')
    .summary('add an image to the manifest')
    .description(
      'Asks the registry what tags and platforms SOURCE has, proposes which to mirror, and writes the entry at the end of `images`. Comments, order and style of the manifest stay. --keep and --destination are those of the entry.',
    )
    .argument('<source>', 'HOST/PATH, oci:DIRECTORY, or either with :TAG, which is then mirrored alone')
    .option('--name <name>', 'the name below the destination (default: the last part of the source)')
    .option('--tags <tags>', 'these tags, with commas between them', listed)
    .option('--semver <range>', 'versions in this range')
    .option('--regex <pattern>', 'tags that match this pattern')
    .option('--exclude <patterns...>', 'of those, none that match one of these')
    .option('--latest', 'a tag latest, at the highest version that is published')
    .option('--no-latest', 'no tag latest, where one is proposed')
    .option('--prereleases', 'pre-releases too')
    .option(
      '--platforms <platforms>',
      "these, with commas between them, or all (default: the manifest's)",
      listed,
    )
    .addOption(
      new Option('--missing-platform <what>', 'what to do where upstream lacks one').choices(
        missingPlatforms,
      ),
    )
    .option('-y, --yes', 'take what is proposed, ask nothing')
    .option('-n, --dry-run', 'show what would be written, and write nothing')
    .addHelpText('after', addExamples)
    .action(async (source, _options, command) => {
      const { addCommand } = await import('./commands/add.ts');
      done(await addCommand(io, source, command.optsWithGlobals()));
    });
}

function listed(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
