import { type ExitCode, exitCodes } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { writeDocument } from '../render/json-document.ts';
import { execute } from './execute.ts';
import { type StatementOptions, withStatements } from './statement.ts';

export interface ProvenanceCommandOptions extends StatementOptions {
  /** `--slsa VERSION` */
  slsa?: '1' | '0.2' | undefined;
}

/** `mirror provenance REFERENCE` */
export async function provenanceCommand(
  io: Io,
  reference: string,
  options: ProvenanceCommandOptions,
): Promise<ExitCode> {
  return execute(io, { ...options, progress: false }, async (renderer) => {
    const kind = options.slsa === undefined ? 'provenance' : (`provenance/v${options.slsa}` as const);
    const { predicate } = await withStatements(io, options, renderer, (read) => read({ reference, kind }));
    writeDocument(io.stdout, predicate);
    return exitCodes.done;
  });
}
