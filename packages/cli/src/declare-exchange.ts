import { type Command, InvalidArgumentError, Option } from '@commander-js/extra-typings';
import type { GlobalOptions } from './commands/global-options.ts';
import { type Requirable, requirable } from './commands/import-options.ts';
import { verifyConcurrencyOption } from './concurrency-option.ts';
import type { ExitCode } from './exit-code.ts';
import { exportExamples, importExamples } from './help.ts';
import type { Io } from './io.ts';

/** `mirror export DIR` and `mirror import DIR` */
export function declareExchange(
  program: Command<[], Pick<GlobalOptions, keyof GlobalOptions>>,
  io: Io,
  done: (code: ExitCode) => void,
): void {
  program
    .command('export')
    .summary('an OCI layout for the other side of an air gap, attestations included')
    .description(
      'Verifies every published tag as `mirror verify` does, and brings it with everything that is attached to it into one OCI layout. What is there already is not read again. Asks nothing of upstream, and changes nothing at the destination.',
    )
    .argument('<dir>', 'the directory, which is made where it is not there')
    .argument('[image...]', 'names of the manifest, or globs; default: all')
    .option('--prune', 'take out what the manifest no longer has; default: it stays')
    .addOption(verifyConcurrencyOption())
    .addHelpText('after', exportExamples)
    .action(async (directory, images, _options, command) => {
      const { exportCommand } = await import('./commands/export.ts');
      done(await exportCommand(io, directory, images, command.optsWithGlobals()));
    });

  program
    .command('import')
    .summary('the images of an export, verified offline, to the destination')
    .description(
      'Verifies every tag of an export against a trusted root of this side, with no host asked, brings it to the destination, reads it back, and only then moves the tag. Contacts the destination alone.',
    )
    .argument('<dir>', 'what `mirror export` has made')
    .argument('[image...]', 'names of the manifest, or globs; default: all')
    .option('--trusted-root <file>', "in place of the manifest's sigstore.trustedRoot")
    .option('--expect <digest>', 'refuse any other export than the one with this inventory')
    .option('--origin <namespace>', 'where the images were signed; default: what the manifest says')
    .option('--identity <regexp>', 'without a manifest: whose signatures count, anchored')
    .option('--issuer <url>', 'without a manifest: the issuer of that identity')
    .option(
      '--key <file>',
      'without a manifest, in place of an identity: the public key whose signatures count',
    )
    .addOption(
      new Option(
        '--require <kinds>',
        `without a manifest: what must be there (${requirable.join(',')})`,
      ).argParser(kinds),
    )
    .addOption(verifyConcurrencyOption())
    .addHelpText('after', importExamples)
    .action(async (directory, images, _options, command) => {
      const { importCommand } = await import('./commands/import.ts');
      done(await importCommand(io, directory, images, command.optsWithGlobals()));
    });
}

function kinds(text: string): Requirable[] {
  return text.split(',').map((name) => {
    const kind = requirable.find((known) => known === name);
    if (kind === undefined) throw new InvalidArgumentError(`It is a list of ${requirable.join(', ')}.`);
    return kind;
  });
}
