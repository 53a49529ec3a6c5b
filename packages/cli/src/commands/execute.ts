import type { Report } from '@multiarch-mirror/core';
import { MirrorError, toMirrorError } from '@multiarch-mirror/errors';
import { type ExitCode, exitCodeOf } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { interrupted } from '../process-guard.ts';
import { Refusal } from '../refusal.ts';
import { createRenderer } from '../render/create-renderer.ts';
import type { Renderer } from '../render/renderer.ts';
import type { GlobalOptions } from './global-options.ts';

/** Runs a command's body with a renderer. `jobSummary`: in a job of GitHub Actions it adds to the job's summary. Whatever is thrown is shown, and decides the exit code. */
export async function execute(
  io: Io,
  options: GlobalOptions & { progress: boolean; jobSummary?: boolean | undefined },
  body: (renderer: Renderer) => Promise<ExitCode>,
): Promise<ExitCode> {
  const { json = false, logLevel, color, progress, jobSummary = false } = options;
  const renderer = await createRenderer(io, { json, logLevel, color, progress, jobSummary });
  try {
    return await body(renderer);
  } catch (thrown) {
    const errors = errorsOf(io, thrown);
    if (thrown instanceof Refusal) {
      await renderer.fail(errors, thrown.text);
      return thrown.exitCode;
    }
    if (errors.some(({ code }) => code === 'MIRROR_INTERNAL')) renderer.log.debug(stackOf(thrown));
    await renderer.fail(errors);
    return exitCodeOf(errors);
  }
}

/** Why a command could do nothing: whatever fails once it is interrupted fails because of that. */
export function errorsOf(io: Io, thrown: unknown): readonly MirrorError[] {
  if (thrown instanceof Refusal) return thrown.errors;
  return [io.signal.aborted ? interrupted() : toMirrorError(thrown)];
}

/** The exit code of what a run came to; an interruption counts even where every image was done. */
export function exitCodeOfRun(io: Io, errors: readonly MirrorError[], report: Report): ExitCode {
  const waits = report.images.some(({ status, reason }) => status === 'deferred' && reason === 'rateLimit');
  return exitCodeOf([
    ...errors,
    ...(waits ? [rateLimited()] : []),
    ...(io.signal.aborted ? [interrupted()] : []),
  ]);
}

/** A tag that waits for a registry's limit did not fail, and yet was not done. */
export function rateLimited(): MirrorError {
  return new MirrorError('MIRROR_RATE_LIMITED', 'a registry asked to wait', { hint: 'Run it again later.' });
}

function stackOf(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}
