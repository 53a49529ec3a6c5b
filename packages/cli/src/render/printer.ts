import { redact } from '@multiarch-mirror/errors';
import pico from 'picocolors';
import type { Output } from '../io.ts';
import { isActions, withoutCommands } from './github-actions/workflow-command.ts';

export type Colors = ReturnType<typeof pico.createColors>;

/** Writes lines to one stream, without any secret, and in a job of GitHub Actions without anything that its runner takes for a command. */
export interface Printer {
  readonly output: Output;
  readonly colors: Colors;
  readonly line: (text?: string) => void;
}

/** `color: false` is `--no-color`; otherwise a terminal has colours, unless the environment says otherwise. */
export function createPrinter(output: Output, color: boolean, environment: NodeJS.ProcessEnv): Printer {
  const safe = isActions(environment) ? withoutCommands : (text: string) => text;
  return {
    output,
    colors: pico.createColors(color && wantsColor(output, environment)),
    line: (text = '') => {
      output.write(`${safe(redact(text))}\n`);
    },
  };
}

/** https://no-color.org and its counterpart FORCE_COLOR; an empty value is as good as none. */
function wantsColor(output: Output, { NO_COLOR, FORCE_COLOR, TERM }: NodeJS.ProcessEnv): boolean {
  if (NO_COLOR) return false;
  if (FORCE_COLOR) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return output.isTTY === true && TERM !== 'dumb';
}
