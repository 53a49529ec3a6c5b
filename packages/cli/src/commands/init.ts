import { join, relative, resolve, sep } from 'node:path';
import { manifestName, validateManifest } from '@multiarch-mirror/core/manifest';
import { MirrorError } from '@multiarch-mirror/errors';
import { openAsk } from '../entry/ask.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { type FirstFile, writeFirst } from '../init/first-file.ts';
import { firstManifest } from '../init/first-manifest.ts';
import { firstWorkflow } from '../init/first-workflow.ts';
import { checkoutRoot, type HomeRepository, homeRepository } from '../init/home-repository.ts';
import { initDocument, printInit } from '../init/init-outcome.ts';
import type { Io } from '../io.ts';
import { pluginValidators } from '../plugin-validators.ts';
import { Refusal } from '../refusal.ts';
import { execute } from './execute.ts';
import type { GlobalOptions } from './global-options.ts';

export interface InitOptions extends GlobalOptions {
  force?: boolean | undefined;
  /** False: `--no-workflow`. */
  workflow: boolean;
  yes?: boolean | undefined;
  dryRun?: boolean | undefined;
}

/** `mirror init` */
export async function initCommand(io: Io, options: InitOptions): Promise<ExitCode> {
  return execute(io, { ...options, progress: false }, async (renderer) => {
    const { directory, environment } = io;
    const home = await homeRepository(directory, environment);
    const destination = await destinationOf(io, options, home);
    const manifest = resolve(directory, options.config ?? manifestName);
    const text = firstManifest(destination, home);
    checkManifestText(text, manifest, environment);
    const writing = { force: options.force ?? false, dryRun: options.dryRun ?? false };
    const files: FirstFile[] = [await writeFirst(manifest, text, writing)];
    if (options.workflow && home !== undefined) {
      const root = home.root ?? (await checkoutRoot(directory, environment)) ?? directory;
      const config = relative(root, manifest).split(sep).join('/');
      const workflow = firstWorkflow({ branch: home.branch, destination, config });
      files.push(await writeFirst(join(root, '.github/workflows/mirror.yml'), workflow, writing));
    }
    if (files.every(({ outcome }) => outcome === 'kept')) throw nothingWritten(files, directory);
    const outcome = { destination, files, directory, dryRun: writing.dryRun, home };
    await renderer.statement(initDocument(outcome), (printer) => printInit(printer, outcome));
    return exitCodes.done;
  });
}

/** What the command line says, else what a person says, to whom the guess is shown; else the guess. */
async function destinationOf(
  io: Io,
  { destination, yes, json }: InitOptions,
  home: HomeRepository | undefined,
): Promise<string> {
  if (destination !== undefined) return destination;
  const owner = home?.name.split('/')[0]?.toLowerCase();
  const guess = home === undefined ? undefined : `ghcr.io/${owner}/mirror`;
  const ask = yes === true || json === true ? undefined : openAsk(io);
  if (ask !== undefined) return ask.text('Where do the images go?', guess ?? '');
  if (guess !== undefined) return guess;
  const error = new MirrorError(
    'MIRROR_INIT_DESTINATION',
    'nothing says where the images go: this is no checkout of a repository on GitHub',
    { hint: 'Name it: mirror init --destination registry.example.com/mirror' },
  );
  throw new Refusal([error], exitCodes.usage);
}

/** A destination that is none is the command line's fault. */
function checkManifestText(text: string, file: string, environment: NodeJS.ProcessEnv): void {
  const options = { file, plugins: pluginValidators, environment, unset: 'warning' } as const;
  const { errors = [] } = validateManifest(text, options);
  if (errors.length > 0) throw new Refusal(errors, exitCodes.usage, text);
}

function nothingWritten(files: readonly FirstFile[], directory: string): Refusal {
  const errors = files.map(
    ({ path }) =>
      new MirrorError('MIRROR_INIT_EXISTS', 'it is there already', {
        place: { file: relative(directory, path) },
        hint: 'Add images to it with `mirror add SOURCE`, or write it anew with --force.',
      }),
  );
  return new Refusal(errors, exitCodes.usage);
}
