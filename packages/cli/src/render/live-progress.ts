import type { RunEvent } from '@multiarch-mirror/core';
import { redact } from '@multiarch-mirror/errors';
import {
  DefaultRenderer,
  Listr,
  ListrDefaultRendererLogLevels,
  ListrLogger,
  ProcessOutput,
  Spinner,
} from 'listr2';
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
  const drawn = draw(printer, messages, rows, ended.promise);
  return {
    log: {
      debug: (message) => void held.push(() => plain.log.debug(message)),
      info: (message) => void held.push(() => plain.log.info(message)),
      warn: (message) => void held.push(() => plain.log.warn(message)),
    },
    on: (event: RunEvent) => {
      rows.on(event);
      if (kept.has(event.type)) held.push(() => plain.on(event));
    },
    close: async () => {
      ended.resolve();
      await drawn;
      for (const write of held.splice(0)) write();
    },
  };
}

/** What plain lines say of the whole, and of what has ended. */
const kept: ReadonlySet<RunEvent['type']> = new Set(['planned', 'finished', 'log']);

/** Draws until `ended`, then leaves nothing behind. */
async function draw(
  printer: Printer,
  messages: Printer,
  rows: LiveRows,
  ended: Promise<void>,
): Promise<void> {
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
      task.task.title = '';
    },
  });
  const [stdout, stderr] = [printer.output, messages.output] as NodeJS.WriteStream[];
  const list = new Listr(Array.from({ length: limit + 1 }, row), {
    concurrent: true,
    registerSignalListeners: false,
    renderer: TerminalRenderer,
    rendererOptions: {
      clearOutput: true,
      formatOutput: 'truncate',
      spinner: new Ticker(refresh),
      color: { [ListrDefaultRendererLogLevels.PENDING]: (text) => printer.colors.yellow(text ?? '') },
      logger: new ListrLogger({ processOutput: new ProcessOutput(stdout, stderr) }),
    },
  });
  // A terminal that cannot be drawn on does not stop a run; what it came to is said in any case.
  await list.run().catch(() => undefined);
}

/** Asks nothing of the process's stdout: with `--json` it is stderr that is drawn on. */
class TerminalRenderer extends DefaultRenderer {
  static override nonTTY = true;
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
