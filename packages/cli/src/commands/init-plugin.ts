import { relative } from 'node:path';
import { MirrorError, printable } from '@multiarch-mirror/errors';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { type FirstFile, writeFirst } from '../init/first-file.ts';
import { findCheckout } from '../init-plugin/find-checkout.ts';
import { type NewPlugin, newPlugin } from '../init-plugin/new-plugin.ts';
import { parsePluginName } from '../init-plugin/plugin-name.ts';
import type { Io } from '../io.ts';
import { Refusal } from '../refusal.ts';
import type { Printer } from '../render/printer.ts';
import { execute } from './execute.ts';
import type { GlobalOptions } from './global-options.ts';

export interface InitPluginOptions extends GlobalOptions {
  force?: boolean | undefined;
  dryRun?: boolean | undefined;
}

/** `mirror init plugin NAME` */
export async function initPluginCommand(io: Io, name: string, options: InitPluginOptions): Promise<ExitCode> {
  return execute(io, { ...options, progress: false }, async (renderer) => {
    const { directory } = io;
    const plugin = newPlugin(parsePluginName(name), { directory, checkout: await findCheckout(directory) });
    const writing = { force: options.force ?? false, dryRun: options.dryRun ?? false };
    const files: FirstFile[] = [];
    for (const { path, text } of plugin.files) files.push(await writeFirst(path, text, writing));
    if (files.every(({ outcome }) => outcome === 'kept')) {
      const place = { file: relative(directory, plugin.folder) };
      const details = { place, hint: 'Take another name, or write its files anew with --force.' };
      throw new Refusal(
        [new MirrorError('MIRROR_INIT_EXISTS', 'it is there already', details)],
        exitCodes.usage,
      );
    }
    await renderer.statement(document(plugin, files, directory), (printer) =>
      print(printer, plugin, files, directory),
    );
    return exitCodes.done;
  });
}

function document(plugin: NewPlugin, files: readonly FirstFile[], directory: string): object {
  return {
    version: 1,
    plugin: plugin.name,
    package: plugin.packageName,
    use: plugin.use,
    files: files.map(({ path, outcome, text }) => ({
      file: relative(directory, path),
      outcome,
      ...(outcome === 'planned' && { text }),
    })),
  };
}

function print(
  { line, colors }: Printer,
  plugin: NewPlugin,
  files: readonly FirstFile[],
  directory: string,
): void {
  for (const { path, outcome, text } of files) {
    const name = printable(relative(directory, path));
    if (outcome === 'planned') {
      line(colors.bold(name));
      for (const row of text.trimEnd().split('\n')) line(`  ${row}`);
      line();
    } else if (outcome === 'kept') line(`${colors.yellow('!')} ${name} is there already, and stays as it is`);
    else line(`${colors.green('✔')} ${name} is ${outcome}`);
  }
  if (files.some(({ outcome }) => outcome === 'planned')) return;
  for (const command of plugin.next) line(`  next: ${command}`);
  line(`  in the manifest: plugins: [{use: ${JSON.stringify(plugin.use)}}]`);
}
