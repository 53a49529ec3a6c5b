import type { ImageReport, RunEvent } from '@multiarch-mirror/core';
import { printable } from '@multiarch-mirror/errors';
import { imageLabel } from './image-label.ts';
import { isShown, type LogLevel } from './log-level.ts';
import { planSummary } from './plan-summary.ts';
import { plannedFailures } from './planned-failures.ts';
import type { Printer } from './printer.ts';
import type { Progress } from './progress.ts';
import { resultLine, sameOutcome } from './result-line.ts';

/** Phases that take their time, and what a line calls them; a plugin's phase is its name. The others pass too quickly. */
const quiet: ReadonlySet<string> = new Set(['resolve', 'inspect', 'attach']);

/** One line for everything that matters, with the image in it: for pipes, files and CI. */
export function plainProgress(printer: Printer, messages: Printer, level: LogLevel): Progress {
  const log = (severity: 'debug' | 'info' | 'warn', message: string): void => {
    if (isShown(severity, level))
      messages.line(`${severity === 'warn' ? 'warning' : severity}: ${printable(message)}`);
  };
  const info = (text: string): void => {
    if (isShown('info', level)) printer.line(text);
  };
  const finished = (reports: readonly ImageReport[]): void => {
    for (const group of sameOutcome(reports)) info(resultLine(group, printer.colors));
  };
  return {
    log: {
      debug: (message) => log('debug', message),
      info: (message) => log('info', message),
      warn: (message) => log('warn', message),
    },
    on: (event: RunEvent) => {
      switch (event.type) {
        case 'planned':
          info(planSummary(event.plan));
          for (const line of plannedFailures(event.plan, printer.colors)) info(line);
          return undefined;
        case 'started':
          return info(`${imageLabel(event)} → ${printable(event.destination)}`);
        case 'phase':
          return quiet.has(event.phase) ? undefined : info(`${imageLabel(event)} ${printable(event.phase)}`);
        case 'finished':
          return finished(event.reports);
        case 'log':
          return log(event.level, event.message);
        case 'looked':
        case 'platforms':
        case 'progress':
          return undefined;
      }
    },
    close: async () => {},
  };
}
