import { MirrorError, printable } from '@multiarch-mirror/errors';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { Refusal } from '../refusal.ts';
import { writeDocument } from '../render/json-document.ts';
import type { Printer } from '../render/printer.ts';
import { diffPackages, type PackageDiff } from '../sbom/package-diff.ts';
import { listPackages } from '../sbom/package-list.ts';
import { execute } from './execute.ts';
import { type StatementOptions, withStatements } from './statement.ts';

export interface SbomCommandOptions extends StatementOptions {
  /** `--platform PLATFORM` */
  platform?: string | undefined;
  /** `--packages`: name and version only. */
  packages?: boolean | undefined;
  /** `--diff OTHER`: what changes from the reference to this one. */
  diff?: string | undefined;
}

/** `mirror sbom REFERENCE` */
export async function sbomCommand(io: Io, reference: string, options: SbomCommandOptions): Promise<ExitCode> {
  return execute(io, { ...options, progress: false }, async (renderer) => {
    const { packages = false, diff, platform } = options;
    if (packages && diff !== undefined) throw packagesAndDiff();
    const documents = await withStatements(io, options, renderer, async (read) => {
      const { predicate } = await read({ reference, kind: 'sbom', platform });
      if (diff === undefined) return [predicate];
      const other = otherReference(reference, diff);
      return [predicate, (await read({ reference: other, kind: 'sbom', platform })).predicate];
    });
    const [document, other] = documents;
    if (diff !== undefined) {
      const found = diffPackages(listPackages(document), listPackages(other));
      await renderer.statement({ version: 1, ...found }, (printer) => printDiff(printer, found));
    } else if (packages) {
      const listed = listPackages(document);
      await renderer.statement({ version: 1, packages: listed }, (printer) => {
        for (const { name, version } of listed) printer.line(printable(`${name} ${version}`.trim()));
      });
    } else {
      writeDocument(io.stdout, document);
    }
    return exitCodes.done;
  });
}

/** `:TAG` and `@DIGEST` stand for the same repository. */
export function otherReference(reference: string, other: string): string {
  if (!/^[:@]/.test(other)) return other;
  return reference.replace(/@.*$/, '').replace(/:[^/:]+$/, '') + other;
}

function printDiff({ line, colors }: Printer, { added, removed, changed }: PackageDiff): void {
  const list = (versions: readonly string[]) => printable(versions.join(', '));
  for (const { name, versions } of removed) line(colors.red(`- ${printable(name)} ${list(versions)}`));
  for (const { name, versions } of added) line(colors.green(`+ ${printable(name)} ${list(versions)}`));
  for (const { name, from, to } of changed) {
    const change = [list(from), '→', list(to)].filter((part) => part !== '').join(' ');
    line(colors.yellow(`~ ${printable(name)} ${change}`));
  }
}

function packagesAndDiff(): Refusal {
  const error = new MirrorError('MIRROR_USAGE_CONFLICT', '--packages and --diff cannot be used together', {
    hint: 'A comparison names packages and versions anyway.',
  });
  return new Refusal([error], exitCodes.usage);
}
