import type { Plan, RunEvent } from '@multiarch-mirror/core';
import type { MirrorError } from '@multiarch-mirror/errors';
import { bugHint } from '../report-bug.ts';
import { printIssue } from './issue-lines.ts';
import { jobSummary } from './job-summary.ts';
import { printLock } from './lock-text.ts';
import { printPlan } from './plan-text.ts';
import type { Printer } from './printer.ts';
import type { Progress } from './progress.ts';
import { count } from './quantity.ts';
import type { Outcome, Renderer, Validation } from './renderer.ts';
import { printReport } from './report-text.ts';
import { printRunSummary } from './run-summary.ts';
import { writeMatrix } from './write-matrix.ts';

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
    on: (event: RunEvent) => {
      if (event.type === 'finished') for (const { destination } of event.reports) shown.add(destination);
      progress.on(event);
    },
    finish: async (outcome: Outcome) => {
      await progress.close();
      printRunSummary(stdout, outcome, shown);
    },
    plan: async (plan: Plan, report) => {
      await progress.close();
      printPlan(stdout, plan, report);
    },
    matrix: async (plan, report, matrix) => {
      await progress.close();
      writeMatrix(stdout.output, stderr, { plan, report, matrix });
    },
    lock: async (outcome) => {
      await progress.close();
      printLock(stdout, stderr, outcome);
    },
    merged: async (report, { markdown }) => {
      await progress.close();
      if (markdown) stdout.output.write(jobSummary(report, environment));
      else printReport(stdout, report);
    },
    validation: async (validation) => {
      await progress.close();
      printValidation(stdout, validation);
    },
    fail: async (errors, text) => {
      await progress.close();
      printErrors(stderr, errors, text);
    },
  };
}

/** On stderr in every mode. */
export function printErrors(stderr: Printer, errors: readonly MirrorError[], text?: string): void {
  for (const error of errors) {
    printIssue(stderr, error, 'error', text);
    if (error.code === 'MIRROR_INTERNAL') stderr.line(`  ${stderr.colors.cyan('hint:')} ${bugHint}`);
  }
}

function printValidation(printer: Printer, { file, text, errors, warnings, images = 0 }: Validation): void {
  for (const error of errors) printIssue(printer, error, 'error', text);
  for (const warning of warnings) printIssue(printer, warning, 'warning', text);
  const noted = warnings.length === 0 ? '' : `, ${count(warnings.length, 'warning')}`;
  const { colors } = printer;
  if (errors.length > 0) printer.line(`${colors.red('✖')} ${file}: ${count(errors.length, 'error')}${noted}`);
  else printer.line(`${colors.green('✔')} ${file} is valid: ${count(images, 'image')}${noted}`);
}
