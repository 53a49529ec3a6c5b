import type { Output } from '../io.ts';
import { failureDocument, issue, writeDocument } from './json-document.ts';
import type { Printer } from './printer.ts';
import type { Progress } from './progress.ts';
import type { Outcome, Renderer } from './renderer.ts';
import { printErrors } from './text-renderer.ts';

/** For machines: one document on stdout, whatever happens; everything else on stderr. */
export function jsonRenderer(stdout: Output, stderr: Printer, progress: Progress): Renderer {
  const write = async (document: unknown): Promise<void> => {
    await progress.close();
    writeDocument(stdout, document);
  };
  return {
    log: progress.log,
    warn: (warning) => progress.log.warn(warning.describe()),
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
