import { printable, redact } from '@multiarch-mirror/errors';
import { type ExitCode, exitCodes } from './exit-code.ts';
import { withoutCommands } from './render/github-actions/workflow-command.ts';

/** What to do about a bug of ours. */
export const bugHint =
  'This is a bug of mirror. Please report it with the lines above: https://github.com/this-is-tobi/multiarch-mirror/issues';

/** Says what nobody caught, without secrets and without anything that a terminal or a runner would act on. */
export function reportBug(thrown: unknown, stderr: { write(text: string): unknown }): ExitCode {
  const text = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  const lines = redact(text)
    .split('\n')
    .map((line) => withoutCommands(printable(line)));
  stderr.write(`error: ${lines.join('\n')} [MIRROR_INTERNAL]\n  hint: ${bugHint}\n`);
  return exitCodes.bug;
}
