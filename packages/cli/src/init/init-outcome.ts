import { relative } from 'node:path';
import { printable } from '@multiarch-mirror/errors';
import type { Printer } from '../render/printer.ts';
import type { FirstFile } from './first-file.ts';
import { credentialVariables, foreignRegistry } from './first-manifest.ts';
import type { HomeRepository } from './home-repository.ts';

/** What `mirror init` has done. */
export interface InitOutcome {
  destination: string;
  files: readonly FirstFile[];
  /** Where the user is. */
  directory: string;
  dryRun: boolean;
  home: HomeRepository | undefined;
}

export function initDocument({ destination, files, directory }: InitOutcome): object {
  return {
    version: 1,
    destination,
    files: files.map(({ path, outcome, text }) => ({
      file: relative(directory, path),
      outcome,
      ...(outcome === 'planned' && { text }),
    })),
  };
}

/** What was written, and what comes next. */
export function printInit({ line, colors }: Printer, outcome: InitOutcome): void {
  const { destination, files, directory, dryRun, home } = outcome;
  for (const { path, outcome: done, text } of files) {
    const name = printable(relative(directory, path));
    if (done === 'planned') {
      line(colors.bold(name));
      for (const row of text.trimEnd().split('\n')) line(`  ${row}`);
      line();
    } else if (done === 'kept') line(`${colors.yellow('!')} ${name} is there already, and stays as it is`);
    else line(`${colors.green('✔')} ${name} is ${done}`);
  }
  if (dryRun) return;
  const foreign = foreignRegistry(destination);
  if (foreign !== undefined) {
    const [user, token] = credentialVariables;
    const where = home === undefined ? 'the environment' : 'the secrets of the repository';
    line(`  ${printable(foreign)} gets its credentials from ${user} and ${token} in ${where}`);
  }
  line('  next: mirror add docker.io/library/debian:bookworm-slim');
}
