import { redact } from '@multiarch-mirror/errors';
import { type ExitCode, exitCodes } from './exit-code.ts';

/** What to do about a bug of ours. */
export const bugHint =
  'This is a bug of mirror. Please report it with the lines above: https://github.com/this-is-tobi/multiarch-mirror/issues';

/** Says what nobody caught, without secrets. */
export function reportBug(thrown: unknown, stderr: { write(text: string): unknown }): ExitCode {
  const text = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  stderr.write(`error: ${redact(text)} [MIRROR_INTERNAL]\n  hint: ${bugHint}\n`);
  return exitCodes.bug;
}
