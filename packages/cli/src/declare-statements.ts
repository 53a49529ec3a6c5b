import { type Command, Option } from '@commander-js/extra-typings';
import type { GlobalOptions } from './commands/global-options.ts';
import type { ExitCode } from './exit-code.ts';
import { provenanceExamples, sbomExamples } from './help.ts';
import type { Io } from './io.ts';

/** `mirror sbom` and `mirror provenance` */
export function declareStatements(
  program: Command<[], Pick<GlobalOptions, keyof GlobalOptions>>,
  io: Io,
  done: (code: ExitCode) => void,
): void {
  program
    .command('sbom')
    .summary("print an image's verified SBOM")
    .description(
      "Reads the SBOM that is attached to an image, verifies it and prints it: one JSON document, SPDX or CycloneDX. Whose signature counts the manifest's plugin verify says, or the options.",
    )
    .argument('<reference>', 'an image, with a tag or a digest; default: latest')
    .option('--platform <platform>', "of this platform's manifest, in place of the index")
    .option('--packages', 'names and versions only, one a line')
    .option('--diff <other>', 'what changes from the image to this one; :TAG is one of the same repository')
    .option('--identity <regexp>', 'who must have signed: an expression for the whole name, from ^ to $')
    .option('--issuer <url>', 'the OIDC issuer of that identity')
    .option('--key <file>', 'in place of an identity: the public key of who must have signed')
    .option('--trusted-root <file>', 'of a private Sigstore, or to verify without a network')
    .addHelpText('after', sbomExamples)
    .action(async (reference, _options, command) => {
      const { sbomCommand } = await import('./commands/sbom.ts');
      done(await sbomCommand(io, reference, command.optsWithGlobals()));
    });

  program
    .command('provenance')
    .summary("print an image's verified provenance")
    .description(
      'Reads the SLSA provenance that is attached to an image, verifies it and prints its predicate: one JSON document. docs/build-type.md says what is in it.',
    )
    .argument('<reference>', 'an image, with a tag or a digest; default: latest')
    .addOption(
      new Option('--slsa <version>', 'of this version (default: 1, else 0.2)').choices(['1', '0.2'] as const),
    )
    .option('--identity <regexp>', 'who must have signed: an expression for the whole name, from ^ to $')
    .option('--issuer <url>', 'the OIDC issuer of that identity')
    .option('--key <file>', 'in place of an identity: the public key of who must have signed')
    .option('--trusted-root <file>', 'of a private Sigstore, or to verify without a network')
    .addHelpText('after', provenanceExamples)
    .action(async (reference, _options, command) => {
      const { provenanceCommand } = await import('./commands/provenance.ts');
      done(await provenanceCommand(io, reference, command.optsWithGlobals()));
    });
}
