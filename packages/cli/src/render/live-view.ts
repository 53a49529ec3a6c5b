import { stripVTControlCharacters } from 'node:util';
import { redact } from '@multiarch-mirror/errors';
import cliTruncate from 'cli-truncate';
import { DefaultRenderer, Listr, ListrLogger, ProcessOutput, Spinner } from 'listr2';
import stringWidth from 'string-width';
import type { Output } from '../io.ts';

/** A redraw costs time for each row of it, so that rows and redraws are both bounded. */
const maxRows = 20;
const redrawEvery = 150;
const settleAfter = 100;
/** Rows of the terminal that are left to what is above. */
const spare = 3;

/** What is on the screen, for so many rows: the first line is about the whole. */
export type Frame = (rows: number) => string[];

/** Lines at the bottom of a terminal that are drawn again and again, until it is closed and they are gone. */
export interface LiveView {
  /** What is written meanwhile stands above them, and stays. */
  above(write: () => void): void;
  close(): Promise<void>;
}

/** What of log-update's function is used. */
interface Updater {
  (text: string): void;
  clear(): void;
}

/** @param output a terminal; nothing else is asked of the process, since with `--json` it is standard error that is drawn on */
export function openLiveView(output: Output, frame: Frame): LiveView {
  const ended = Promise.withResolvers<void>();
  const terminal = output as NodeJS.WriteStream;
  const drawing: { renderer?: FrameRenderer } = {};

  class FrameRenderer extends DefaultRenderer {
    static override nonTTY = true;
    #drawn: string[] = [];
    #settling: NodeJS.Timeout | undefined;

    override async render(): Promise<void> {
      await super.render();
      drawing.renderer = this;
      output.on('resize', this.#resized);
      this.update();
    }

    /** Truncated, since a line that the terminal wraps itself could not be drawn over. */
    override create(): string {
      const { columns = 80, rows = 24 } = output;
      const limit = Math.max(0, Math.min(maxRows, rows - spare));
      const [header = '', ...lines] = frame(limit);
      const spinning = `${spinner.fetch()} ${header}`;
      this.#drawn = [spinning, ...lines].map((line) => cliTruncate(redact(line), Math.max(1, columns - 1)));
      return this.#drawn.join('\n');
    }

    override update(): void {
      if (this.#settling === undefined) super.update();
    }

    override end(): void {
      output.off('resize', this.#resized);
      this.#settle();
      delete drawing.renderer;
      super.end();
    }

    above(write: () => void): void {
      this.#settle();
      this.#updater().clear();
      write();
      this.update();
    }

    /** Whoever drags a corner resizes many times: nothing is drawn until that is over. */
    readonly #resized = (): void => {
      clearTimeout(this.#settling);
      this.#settling = setTimeout(() => this.#settle(), settleAfter);
    };

    /** A terminal that became narrower has wrapped what was drawn: it takes more lines than log-update remembers. */
    #settle(): void {
      if (this.#settling === undefined) return;
      clearTimeout(this.#settling);
      this.#settling = undefined;
      // As it is now, not as it was when the last signal came: one line too many would be one of somebody else's.
      const [columns] = terminal.getWindowSize?.() ?? [output.columns ?? 80];
      const wrapped = this.#drawn.reduce((sum, line) => {
        const width = stringWidth(stripVTControlCharacters(line));
        return sum + Math.max(1, Math.ceil(width / Math.max(1, columns))) - 1;
      }, 0);
      for (let line = 0; line < wrapped; line += 1) output.write('\u001b[1A\u001b[2K');
      this.#updater().clear();
      this.update();
    }

    #updater(): Updater {
      // Private to listr2, which has no way of its own to write above.
      return Reflect.get(this, 'updater');
    }
  }

  const spinner = new Ticker();
  const list = new Listr([{ title: 'run', task: () => ended.promise }], {
    registerSignalListeners: false,
    renderer: FrameRenderer,
    rendererOptions: {
      clearOutput: true,
      spinner,
      logger: new ListrLogger({ processOutput: new Terminal(terminal, terminal) }),
    },
  });
  // A terminal that cannot be drawn on does not stop a run; what it came to is said in any case.
  const drawn = list.run().catch(() => undefined);
  return {
    above: (write) => {
      if (drawing.renderer === undefined) write();
      else drawing.renderer.above(write);
    },
    close: async () => {
      ended.resolve();
      await drawn;
    },
  };
}

/** Takes no writing away from anybody, and gives the cursor back even where the process is ended in the middle of it. */
class Terminal extends ProcessOutput {
  override hijack(): void {
    this.toStdout('\u001b[?25l', false);
    process.once('exit', this.#show);
  }

  override release(): void {
    process.off('exit', this.#show);
    this.#show();
  }

  readonly #show = (): void => {
    this.toStdout('\u001b[?25h', false);
  };
}

/** The one clock of the live view. */
class Ticker extends Spinner {
  override start(redraw?: () => void): void {
    super.start(redraw, redrawEvery);
  }
}
