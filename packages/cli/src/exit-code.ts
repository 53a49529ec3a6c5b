import type { Report } from '@multiarch-mirror/core';
import { type MirrorError, PolicyError } from '@multiarch-mirror/errors';

/** What the process answers, by name. */
export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  policy: 3,
  rateLimited: 4,
  work: 5,
  bug: 70,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Where several apply, the first of these. */
const precedence: readonly ExitCode[] = [
  exitCodes.bug,
  exitCodes.usage,
  exitCodes.interrupted,
  exitCodes.policy,
  exitCodes.failed,
  exitCodes.rateLimited,
];

/** What follows from another image's failure, and counts only where nothing else went wrong. */
const consequences: ReadonlySet<string> = new Set(['MIRROR_STOPPED', 'MIRROR_LATEST_HELD']);

/** The exit code for everything that went wrong; 0 when nothing did. */
export function exitCodeOf(errors: readonly MirrorError[]): ExitCode {
  const causes = errors.filter(({ code }) => !consequences.has(code));
  const codes = new Set((causes.length > 0 ? causes : errors).map(exitCodeOfError));
  return precedence.find((code) => codes.has(code)) ?? exitCodes.done;
}

/** The exit code for what reports say; 1 for whatever they say that is neither policy nor a limit. */
export function exitCodeOfReport({ images, errors = [] }: Report): ExitCode {
  const failed = [...images.flatMap(({ error }) => error ?? []), ...errors];
  if (failed.some(({ policy }) => policy)) return exitCodes.policy;
  if (failed.length > 0) return exitCodes.failed;
  const waits = images.some(({ deferred, status, reason }) =>
    status === undefined ? deferred === 'rateLimit' : status === 'deferred' && reason === 'rateLimit',
  );
  return waits ? exitCodes.rateLimited : exitCodes.done;
}

function exitCodeOfError(error: MirrorError): ExitCode {
  if (error instanceof PolicyError) return exitCodes.policy;
  switch (error.code) {
    case 'MIRROR_INTERNAL':
      return exitCodes.bug;
    case 'MIRROR_INTERRUPTED':
      return exitCodes.interrupted;
    case 'MIRROR_RATE_LIMITED':
      return exitCodes.rateLimited;
    // Waiting for a platform is what the manifest asks for.
    case 'MIRROR_PLATFORM_WAIT':
      return exitCodes.done;
    default:
      return /^MIRROR_(CONFIG|USAGE|LOCK)_/.test(error.code) ? exitCodes.usage : exitCodes.failed;
  }
}
