import type { Plan, RunEvent } from '@multiarch-mirror/core';
import { type MirrorError, printable } from '@multiarch-mirror/errors';
import { bugHint } from '../report-bug.ts';
import type { Printer } from './printer.ts';
import type { Progress } from './progress.ts';
import { count } from './quantity.ts';
import type { Outcome, Renderer, Validation } from './renderer.ts';

/** For people: progress, then what it came to, on stdout; what kept a command from doing anything on stderr. */
export function textRenderer(
  stdout: Printer,
  stderr: Printer,
  progress: Progress,
  environment: NodeJS.ProcessEnv,
): Renderer {
  const shown = new Set<string>();
  return {
    log: progress.log,
    warn: (warning) => progress.log.warn(warning.describe()),
    on: (event: RunEvent) => {
      if (event.type === 'finished') for (const { destination } of event.reports) shown.add(destination);
      progress.on(event);
    },
    finish: async (outcome: Outcome) => {
      await progress.close();
      const { printRunSummary } = await import('./run-summary.ts');
      printRunSummary(stdout, outcome, shown);
    },
    plan: async (plan: Plan, report, explanations = []) => {
      await progress.close();
      if (explanations.length > 0) {
        const { printExplanation } = await import('./explanation-text.ts');
        for (const explanation of explanations) printExplanation(stdout, explanation);
      }
      const { printPlan } = await import('./plan-text.ts');
      printPlan(stdout, plan, report);
    },
    matrix: async (plan, report, matrix) => {
      await progress.close();
      const { writeMatrix } = await import('./write-matrix.ts');
      writeMatrix(stdout.output, stderr, { plan, report, matrix });
    },
    lock: async (outcome) => {
      await progress.close();
      const { printLock } = await import('./lock-text.ts');
      printLock(stdout, stderr, outcome);
    },
    merged: async (report, { markdown }) => {
      await progress.close();
      if (markdown) {
        const { jobSummary } = await import('./job-summary.ts');
        for (const line of jobSummary(report, environment).trimEnd().split('\n')) stdout.line(line);
        return;
      }
      const { printReport } = await import('./report-text.ts');
      printReport(stdout, report);
    },
    validation: async (validation) => {
      await progress.close();
      await printValidation(stdout, validation);
    },
    statement: async (_document, print) => {
      await progress.close();
      print(stdout);
    },
    fail: async (errors, text) => {
      await progress.close();
      await printErrors(stderr, errors, text);
    },
  };
}

/** On stderr in every mode. */
export async function printErrors(
  stderr: Printer,
  errors: readonly MirrorError[],
  text?: string,
): Promise<void> {
  const { linesOf, printIssue } = await import('./issue-lines.ts');
  const lines = text === undefined ? [] : linesOf(text);
  for (const error of errors) {
    printIssue(stderr, error, 'error', lines);
    if (error.code === 'MIRROR_INTERNAL') stderr.line(`  ${stderr.colors.cyan('hint:')} ${bugHint}`);
  }
}

async function printValidation(
  printer: Printer,
  { file, text, errors, warnings, images = 0 }: Validation,
): Promise<void> {
  if (errors.length + warnings.length > 0) {
    const { linesOf, printIssue } = await import('./issue-lines.ts');
    const lines = text === undefined ? [] : linesOf(text);
    for (const error of errors) printIssue(printer, error, 'error', lines);
    for (const warning of warnings) printIssue(printer, warning, 'warning', lines);
  }
  const noted = warnings.length === 0 ? '' : `, ${count(warnings.length, 'warning')}`;
  const { colors } = printer;
  const name = printable(file);
  if (errors.length > 0) printer.line(`${colors.red('✖')} ${name}: ${count(errors.length, 'error')}${noted}`);
  else printer.line(`${colors.green('✔')} ${name} is valid: ${count(images, 'image')}${noted}`);
}
