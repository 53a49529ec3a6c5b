import { type MirrorError, printable, redact } from '@multiarch-mirror/errors';
import type { Output } from '../io.ts';
import type { Printer } from './printer.ts';
import type { Progress } from './progress.ts';
import type { Outcome, Renderer } from './renderer.ts';
import { printErrors } from './text-renderer.ts';

/** For machines: one document on stdout, whatever happens; everything else on stderr. */
export function jsonRenderer(stdout: Output, stderr: Printer, progress: Progress): Renderer {
  const write = async (document: unknown): Promise<void> => {
    await progress.close();
    stdout.write(`${toJson(document)}\n`);
  };
  return {
    log: progress.log,
    on: progress.on,
    finish: ({ report }: Outcome) => write(report),
    plan: (_plan, report, explanations) =>
      write({ ...report, ...(explanations !== undefined && { explanations }) }),
    validation: ({ file, errors, warnings, images }) =>
      write({
        version: 1,
        file,
        valid: errors.length === 0,
        ...(images !== undefined && { images }),
        errors: errors.map(issue),
        warnings: warnings.map(issue),
      }),
    matrix: async (plan, report, matrix) => {
      await progress.close();
      const { writeMatrix } = await import('./write-matrix.ts');
      writeMatrix(stdout, stderr, { plan, report, matrix });
    },
    lock: ({ file, written, images, tags, changes, errors }) =>
      write({ version: 1, file, written, images, tags, changes, errors: errors.map(issue) }),
    merged: (report) => write(report),
    statement: (document) => write(document),
    fail: async (errors, text) => {
      await write(failureDocument(errors));
      await printErrors(stderr, errors, text);
    },
  };
}

/** What a command leaves that could do nothing. */
export function failureDocument(errors: readonly MirrorError[]): { version: 1; errors: unknown[] } {
  return { version: 1, errors: errors.map(issue) };
}

/** An error as a document holds it. */
function issue({ code, message, hint, place }: MirrorError): Record<string, unknown> {
  return { code, message, ...(hint !== undefined && { hint }), ...place };
}

/** Without secrets; every control character, those too that JSON leaves alone, is an escape, so that the data stay the same. */
export function toJson(document: unknown): string {
  const json = JSON.stringify(
    document,
    (_key, value: unknown) => (typeof value === 'string' ? redact(value) : value),
    2,
  );
  // JSON escapes all control characters of ASCII itself; a report of a hundred thousand tags is not taken apart for the others.
  return json.replace(/[^\n]*[\u007f-\uffff][^\n]*/g, printable);
}
