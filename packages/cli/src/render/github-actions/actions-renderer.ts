import type { Matrix, Report } from '@multiarch-mirror/core';
import type { MirrorError } from '@multiarch-mirror/errors';
import type { Io } from '../../io.ts';
import { isShown, type LogLevel } from '../log-level.ts';
import type { Renderer } from '../renderer.ts';
import { failureAnnotations, issueAnnotation, warningAnnotations, writeAnnotations } from './annotations.ts';
import { appendOutputs, appendSummary } from './step-files.ts';
import { writeCommand } from './workflow-command.ts';

/** Of a run, a plan or a verification; `validate` and the like have none. */
export interface ActionsOptions {
  level: LogLevel;
  /** Whether the command adds to the summary of the job. */
  summary: boolean;
}

/**
 * What a renderer shows, and beside it what a job of GitHub Actions can do more: annotations, on standard error so that standard output
 * stays the command's own; the summary of the job; outputs of the step.
 */
export function actionsRenderer(inner: Renderer, io: Io, { level, summary }: ActionsOptions): Renderer {
  const { stderr, environment } = io;
  const warn = (lines: readonly string[]): void => {
    if (isShown('warn', level)) writeCommand(stderr, 'warning', {}, lines);
  };
  const annotateIssues = (errors: readonly MirrorError[], severity: 'error' | 'warning'): void =>
    writeAnnotations(
      stderr,
      errors.map((error) => issueAnnotation(io, error, severity)),
    );
  /** A file of the runner that cannot be written is no reason to call a run failed. */
  const keep = async (name: string, write: (file: string) => Promise<void>): Promise<void> => {
    const file = environment[name];
    if (file === undefined || file === '') return;
    await write(file).catch((thrown: unknown) =>
      warn([`${name} could not be written: ${thrown instanceof Error ? thrown.message : String(thrown)}`]),
    );
  };
  const close = async (report: Report, manifest: string, matrix?: Matrix): Promise<void> => {
    writeAnnotations(stderr, failureAnnotations(io, report, manifest));
    if (isShown('warn', level)) writeAnnotations(stderr, warningAnnotations(io, report, manifest));
    if (summary)
      await keep('GITHUB_STEP_SUMMARY', (file) => appendSummary(file, { manifest, ...report }, environment));
    await keep('GITHUB_OUTPUT', (file) => appendOutputs(file, report, matrix));
  };
  return {
    ...inner,
    log: { ...inner.log, warn: (message) => warn([message]) },
    warn: (warning) => {
      if (isShown('warn', level)) annotateIssues([warning], 'warning');
    },
    finish: async (outcome) => {
      await inner.finish(outcome);
      await close(outcome.report, outcome.file);
    },
    plan: async (plan, report, explanations) => {
      await inner.plan(plan, report, explanations);
      await close(report, report.manifest ?? '');
    },
    matrix: async (plan, report, matrix) => {
      await inner.matrix(plan, report, matrix);
      await close(report, report.manifest ?? '', matrix);
    },
    validation: async (validation) => {
      await inner.validation(validation);
      annotateIssues(validation.errors, 'error');
      annotateIssues(validation.warnings, 'warning');
    },
    lock: async (outcome) => {
      await inner.lock(outcome);
      annotateIssues(outcome.errors, 'error');
    },
    fail: async (errors, text) => {
      await inner.fail(errors, text);
      annotateIssues(errors, 'error');
      if (summary)
        await keep('GITHUB_STEP_SUMMARY', (file) => appendSummary(file, nothingDone(errors), environment));
    },
  };
}

/** What a command leaves for a summary that could do nothing. */
function nothingDone(errors: readonly MirrorError[]): Report {
  const actions = { create: 0, update: 0, repair: 0, unchanged: 0, moved: 0, gone: 0 };
  return {
    version: 1,
    summary: { actions },
    images: [],
    errors: errors.map((error) => ({
      code: error.code,
      message: error.describe(),
      ...(error.hint !== undefined && { hint: error.hint }),
    })),
  };
}
