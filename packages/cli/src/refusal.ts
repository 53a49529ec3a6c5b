import type { MirrorError } from '@multiarch-mirror/errors';
import type { ExitCode } from './exit-code.ts';

/** Why a command did nothing: everything that is wrong with what it was given, and what to exit with. */
export class Refusal extends Error {
  readonly errors: readonly MirrorError[];
  readonly exitCode: ExitCode;
  /** The manifest's text, to show the lines that the errors are on. */
  readonly text: string | undefined;

  constructor(errors: readonly MirrorError[], exitCode: ExitCode, text?: string) {
    super(errors.map((error) => error.describe()).join('\n'));
    this.name = new.target.name;
    this.errors = errors;
    this.exitCode = exitCode;
    this.text = text;
  }
}
