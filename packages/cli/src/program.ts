import {
  Command,
  CommanderError,
  type CommandUnknownOpts,
  InvalidArgumentError,
  Option,
} from '@commander-js/extra-typings';
import { concurrencyOption, positiveInteger, verifyConcurrencyOption } from './concurrency-option.ts';
import { declareAdd } from './declare-add.ts';
import { declareCompletion } from './declare-completion.ts';
import { declareDoctor } from './declare-doctor.ts';
import { declareExchange } from './declare-exchange.ts';
import { declareInit } from './declare-init.ts';
import { declareLock } from './declare-lock.ts';
import { declareReport } from './declare-report.ts';
import { declareStatements } from './declare-statements.ts';
import { type ExitCode, exitCodes } from './exit-code.ts';
import {
  exitCodesHelp,
  planExamples,
  rootExamples,
  runExamples,
  validateExamples,
  verifyExamples,
} from './help.ts';
import { checkHelpTopic } from './help-topic.ts';
import type { Io } from './io.ts';
import { logLevels } from './render/log-level.ts';
import { version } from './version.ts';

/**
 * The `mirror` command. Commands are loaded when they are called, so that `--help` and `--version` answer at once.
 * @returns the exit code; nothing is thrown
 */
export async function main(argv: readonly string[], io: Io): Promise<ExitCode> {
  const outcome: { code: ExitCode } = { code: exitCodes.done };
  try {
    await createProgram(io, (code) => {
      outcome.code = code;
    }).parseAsync(argv, { from: 'user' });
    return outcome.code;
  } catch (thrown) {
    if (thrown instanceof CommanderError && thrown.exitCode === 0) return exitCodes.done;
    const { commandFailed } = await import('./command-failed.ts');
    return commandFailed(argv, io, thrown);
  }
}

function createProgram(io: Io, done: (code: ExitCode) => void) {
  const program = new Command('mirror')
    .description(
      'Mirrors multi-arch container images into a registry of your own, and proves what the copies are.',
    )
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
      getOutHelpWidth: () => widthOf(io.stdout.columns),
      getErrHelpWidth: () => widthOf(io.stderr.columns),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .configureHelp({ showGlobalOptions: true, visibleGlobalOptions: programOptions })
    .showHelpAfterError('(mirror --help lists everything)')
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help for a command')
    .option('-c, --config <file>', 'the manifest (default: mirror.config.yaml here or in a directory above)')
    .option('--destination <namespace>', "registry[:port]/namespace or oci:DIR, in place of the manifest's")
    .option('--keep <n>', "how many versions a window keeps, in place of the manifest's", positiveInteger)
    .option('--json', 'one JSON document on stdout, everything else on stderr')
    .addOption(
      new Option('--log-level <level>', 'how much is said').choices(logLevels).default('info' as const),
    )
    .option('--no-color', 'no colours (NO_COLOR does the same)')
    .addHelpText('after', `${rootExamples}\n${exitCodesHelp}`);
  program.addHelpText('beforeAll', (context) => {
    checkHelpTopic(program, context);
    return '';
  });

  program
    .command('run')
    .summary('plan, copy, attest, verify, publish')
    .description(
      'Brings the destination to what the manifest says. A tag moves only when its image is complete, attested and verified.',
    )
    .argument('[image...]', 'names of the manifest, or globs; default: all')
    .option('--locked', 'mirror what mirror.lock.yaml names, and nothing else')
    .option('--lock-file <file>', 'the lock (default: mirror.lock.yaml beside the manifest)')
    .option('--shard <i/n>', 'only this one of n parts of the manifest, counted from 0')
    .addOption(concurrencyOption('images at once (default: 8 that are attested, 32 in all)'))
    .option('--fail-fast', 'begin nothing more after the first failure')
    .option('--deep', 'look at everything on the destination, trust no record, repair')
    .option('--check-moved', 'ask upstream about immutable tags too')
    .option('--report <file>', 'write what --json prints to this file, too')
    .option('--no-summary', 'add nothing to the summary of a job of GitHub Actions')
    .addHelpText('after', runExamples)
    .action(async (images, _options, command) => {
      const { runCommand } = await import('./commands/run.ts');
      done(await runCommand(io, images, command.optsWithGlobals()));
    });

  program
    .command('plan')
    .summary('what run would do, and why; changes nothing')
    .description('Shows what `mirror run` would do with each tag, and why. Changes nothing.')
    .argument('[image...]', 'names of the manifest, or globs; default: all')
    .option('--locked', 'what mirror.lock.yaml names, and nothing else')
    .option('--lock-file <file>', 'the lock (default: mirror.lock.yaml beside the manifest)')
    .option('--shard <i/n>', 'only this one of n parts of the manifest, counted from 0')
    .addOption(concurrencyOption('images looked at at once'))
    .option('--fail-fast', 'say what a run would then not begin')
    .option('--deep', 'look at everything on the destination, trust no record')
    .option('--check-moved', 'ask upstream about immutable tags too')
    .option('--explain', 'why each tag upstream is in or out')
    .option(
      '--sizes',
      'bytes to copy; costs a GET of each manifest (a pull, to Docker Hub), and HEADs of blobs',
    )
    .addOption(new Option('--matrix <n>', 'print at most n jobs of GitHub Actions').argParser(jobs))
    .option('--exit-code', 'exit with 5 when there is work')
    .option('--report <file>', 'write what --json prints to this file, too')
    .option('--no-summary', 'add nothing to the summary of a job of GitHub Actions')
    .addHelpText('after', planExamples)
    .action(async (images, _options, command) => {
      const { planCommand } = await import('./commands/plan.ts');
      done(await planCommand(io, images, command.optsWithGlobals()));
    });

  program
    .command('verify')
    .summary('check every published tag as a stranger would')
    .description(
      'Reads every published tag and what is attached to it back from the destination, and verifies both. Changes nothing.',
    )
    .argument('[image...]', 'names of the manifest, or globs; default: all')
    .option(
      '--ref <reference>',
      "this image, wherever it is, as the manifest's entry for it says, else with the common chain",
    )
    .addOption(verifyConcurrencyOption())
    .option('--no-summary', 'add nothing to the summary of a job of GitHub Actions')
    .addHelpText('after', verifyExamples)
    .action(async (images, _options, command) => {
      const { verifyCommand } = await import('./commands/verify.ts');
      done(await verifyCommand(io, images, command.optsWithGlobals()));
    });

  declareStatements(program, io, done);
  declareInit(program, io, done);
  declareAdd(program, io, done);
  declareLock(program, io, done);
  declareExchange(program, io, done);
  declareReport(program, io, done);

  program
    .command('validate')
    .summary('check the manifest')
    .description(
      'Checks the manifest and the options of its plugins. Every error is named at once, with its line. Asks no registry.',
    )
    .addHelpText('after', validateExamples)
    .action(async (_options, command) => {
      const { validateCommand } = await import('./commands/validate.ts');
      done(await validateCommand(io, command.optsWithGlobals()));
    });

  program
    .command('schema')
    .summary("print the manifest's JSON Schema")
    .description(
      'Prints the JSON Schema of the manifest, with the options of every plugin of ours, for editors.',
    )
    .action(async () => {
      const { schemaCommand } = await import('./commands/schema.ts');
      done(await schemaCommand(io));
    });

  declareDoctor(program, io, done);
  declareCompletion(program, io, done);

  return program;
}

/** GitHub's limit for one matrix (docs, "Running variations of jobs"). */
function jobs(text: string): number {
  const number = positiveInteger(text);
  if (number > 256) throw new InvalidArgumentError('A matrix has at most 256 jobs.');
  return number;
}

/** A pipe has no width, some terminals say 0, and lines that are longer than this are hard to read. */
const widest = 100;

/** For a command's help: the options of `mirror` itself. What \`init\` has of its own is not for \`init plugin\`. */
function programOptions(command: CommandUnknownOpts): Option[] {
  if (command.parent === null) return [];
  let root = command.parent;
  while (root.parent !== null) root = root.parent;
  return root.options.filter(({ hidden }) => !hidden);
}

function widthOf(columns: number | undefined): number {
  return columns === undefined || columns < 40 ? widest : Math.min(columns, widest);
}
