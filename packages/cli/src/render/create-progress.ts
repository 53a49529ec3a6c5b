import { isShown, type LogLevel } from './log-level.ts';
import { plainProgress } from './plain-progress.ts';
import type { Printer } from './printer.ts';
import type { Progress } from './progress.ts';

/** Smaller terminals, and those that do not know their size, get plain lines. */
const minColumns = 20;
const minRows = 5;

/** Rows that are redrawn for a terminal, plain lines for everything else. */
export async function createProgress(
  printer: Printer,
  messages: Printer,
  options: { level: LogLevel; environment: NodeJS.ProcessEnv; live: boolean },
): Promise<Progress> {
  const { output } = printer;
  const isLive =
    options.live &&
    output.isTTY === true &&
    (output.columns ?? 0) >= minColumns &&
    (output.rows ?? 0) >= minRows &&
    options.environment.TERM !== 'dumb';
  if (!isLive || !isShown('info', options.level) || options.level === 'debug') {
    return plainProgress(printer, messages, options.level);
  }
  const { liveProgress } = await import('./live-progress.ts');
  return liveProgress(printer, messages, options.level);
}
