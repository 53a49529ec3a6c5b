import { CommanderError } from '@commander-js/extra-typings';
import { toMirrorError } from '@multiarch-mirror/errors';
import { type ExitCode, exitCodes } from './exit-code.ts';
import type { Io } from './io.ts';
import { wantsDocument, writeMissingDocument } from './render/json-document.ts';
import { reportBug } from './report-bug.ts';
import { usageError } from './usage-error.ts';

/** What nobody has shown yet: a command line that is wrong, of which the parser has told people, or a bug. */
export function commandFailed(argv: readonly string[], { stdout, stderr }: Io, thrown: unknown): ExitCode {
  const isUsage = thrown instanceof CommanderError;
  if (wantsDocument(argv))
    writeMissingDocument(stdout, [isUsage ? usageError(thrown) : toMirrorError(thrown)]);
  return isUsage ? exitCodes.usage : reportBug(thrown, stderr);
}
