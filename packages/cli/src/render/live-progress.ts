import type { ImageReport, RunEvent } from '@multiarch-mirror/core';
import { LiveRows } from './live-rows.ts';
import { openLiveView } from './live-view.ts';
import type { LogLevel } from './log-level.ts';
import { plainProgress } from './plain-progress.ts';
import type { Printer } from './printer.ts';
import type { Progress } from './progress.ts';
import { count } from './quantity.ts';
import { isStopped, sameOutcome } from './result-line.ts';

/** Images of which the lines are left behind; of more than can be read at a glance there are the counts. */
const mostLines = 30;

/**
 * A row for each image that is being worked on, redrawn in place. What failed and what is warned of is written above the rows at
 * once, and stays; the lines of what went well when the rows are gone.
 */
export function liveProgress(printer: Printer, messages: Printer, level: LogLevel): Progress {
  const plain = plainProgress(printer, messages, level);
  const rows = new LiveRows(printer.colors);
  const ended: ImageReport[] = [];
  const view = openLiveView(printer.output, (limit) => [rows.header(), ...rows.lines(limit)]);
  const above = (event: RunEvent): void => view.above(() => plain.on(event));
  return {
    log: {
      debug: (message) => view.above(() => plain.log.debug(message)),
      info: (message) => view.above(() => plain.log.info(message)),
      warn: (message) => view.above(() => plain.log.warn(message)),
    },
    on: (event: RunEvent) => {
      rows.on(event);
      if (event.type === 'log' || event.type === 'planned') above(event);
      if (event.type !== 'finished') return;
      // Whatever had to stop is said once, at the end.
      const failed = event.reports.filter((report) => report.status === 'failed' && !isStopped(report));
      ended.push(...event.reports.filter(({ status }) => status !== 'failed'));
      if (failed.length > 0) above({ ...event, reports: failed });
    },
    close: async () => {
      await view.close();
      const groups = sameOutcome(ended.splice(0));
      for (const reports of groups.slice(0, mostLines)) {
        const [{ image }] = reports as [ImageReport];
        plain.on({ type: 'finished', image, tags: [], reports });
      }
      const more = groups.slice(mostLines).flat().length;
      if (more > 0) printer.line(`and ${count(more, 'more tag')}`);
    },
  };
}
