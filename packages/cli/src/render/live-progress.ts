import type { ImageReport, RunEvent } from '@multiarch-mirror/core';
import { redact } from '@multiarch-mirror/errors';
import { Listr, ListrDefaultRendererLogLevels, ListrLogger, ProcessOutput, Spinner } from 'listr2';
import { LiveRows } from './live-rows.ts';
import type { LogLevel } from './log-level.ts';
import { plainProgress } from './plain-progress.ts';
import type { Printer } from './printer.ts';
import type { Progress } from './progress.ts';

/** A redraw costs time for each row of it, so that rows and redraws are both bounded. */
const maxRows = 20;
const redrawEvery = 150;

/**
 * A row for each image that is being worked on, redrawn in place. What plain lines would have said of finished images, and every
 * message, is written when the rows are gone.
 */
export function liveProgress(printer: Printer, messages: Printer, level: LogLevel): Progress {
  const plain = plainProgress(printer, messages, level);
  const rows = new LiveRows(printer.colors);
  const held: (() => void)[] = [];
  const ended = Promise.withResolvers<void>();
  const drawn = draw(printer, rows, ended.promise);
  return {
    log: {
      debug: (message) => void held.push(() => plain.log.debug(message)),
      info: (message) => void held.push(() => plain.log.info(message)),
      warn: (message) => void held.push(() => plain.log.warn(message)),
    },
    on: (event: RunEvent) => {
      rows.on(event);
      if (isKept(event)) held.push(() => plain.on(event));
    },
    close: async () => {
      ended.resolve();
      await drawn;
      for (const write of held.splice(0)) write();
    },
  };
}

function isKept(
  event: RunEvent,
): event is RunEvent & ({ type: 'finished'; reports: readonly ImageReport[] } | { type: 'log' }) {
  return event.type === 'finished' || event.type === 'log' || event.type === 'planned';
}

/** Draws until `ended`, then leaves nothing behind. */
async function draw(printer: Printer, rows: LiveRows, ended: Promise<void>): Promise<void> {
  const titles: ((title: string) => void)[] = [];
  const limit = Math.max(1, Math.min(maxRows, (printer.output.rows ?? 24) - 3));
  const refresh = (): void => {
    const lines = [rows.header(), ...rows.lines(limit)];
    // A row without a title is not drawn.
    for (const [index, setTitle] of titles.entries()) setTitle(redact(lines[index] ?? ''));
  };
  const row = () => ({
    task: async (_context: unknown, task: { task: { title?: string | undefined } }) => {
      titles.push((title) => {
        // Past the setter, which would draw everything at once.
        task.task.title = title;
      });
      await ended;
    },
  });
  const stream = printer.output as NodeJS.WriteStream;
  const list = new Listr(Array.from({ length: limit + 1 }, row), {
    concurrent: true,
    registerSignalListeners: false,
    renderer: 'default',
    fallbackRendererCondition: false,
    rendererOptions: {
      clearOutput: true,
      formatOutput: 'truncate',
      spinner: new Ticker(refresh),
      color: { [ListrDefaultRendererLogLevels.PENDING]: (text) => printer.colors.yellow(text ?? '') },
      logger: new ListrLogger({ processOutput: new ProcessOutput(stream, stream) }),
    },
  });
  await list.run();
}

/** The one clock of the live view. */
class Ticker extends Spinner {
  readonly #refresh: () => void;

  constructor(refresh: () => void) {
    super();
    this.#refresh = refresh;
  }

  override start(redraw?: () => void): void {
    super.start(() => {
      this.#refresh();
      redraw?.();
    }, redrawEvery);
  }
}
