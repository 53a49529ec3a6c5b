import { fileURLToPath } from 'node:url';
import { type IPty, spawn } from '@lydell/node-pty';
import headless from '@xterm/headless';

const program = fileURLToPath(new URL('../bin/mirror.js', import.meta.url));

export interface TerminalOptions {
  directory: string;
  columns: number;
  rows: number;
  /** What the shell does first, in the same terminal. */
  before?: string;
  /** Where to the shell leads what is written: `2>errors.txt`, say. */
  redirect?: string;
}

/** `mirror` in a shell at a terminal of its own: a pty, whose other end is a terminal's model with a screen and a scrollback. */
export class MirrorTerminal {
  readonly #pty: IPty;
  readonly #screen: headless.Terminal;
  #written = '';
  /** What the command itself ended with; the shell says it when it has ended. */
  readonly ended: Promise<number>;

  constructor(argv: string, { directory, columns, rows, before = ':', redirect = '' }: TerminalOptions) {
    this.#screen = new headless.Terminal({ cols: columns, rows, scrollback: 5000, allowProposedApi: true });
    const script = `${before}; before=$(stty -g); "${process.execPath}" "${program}" ${argv} ${redirect}; code=$?
[ "$before" = "$(stty -g)" ] || echo "the terminal is not as it was"; exit $code`;
    this.#pty = spawn('bash', ['-c', `trap : INT; ${script}`], {
      cwd: directory,
      cols: columns,
      rows,
      env: {
        PATH: process.env.PATH,
        HOME: directory,
        TMPDIR: directory,
        TERM: 'xterm-256color',
        LANG: 'C.UTF-8',
      },
    });
    const written: Promise<void>[] = [];
    this.#pty.onData((data) => {
      this.#written += data;
      written.push(new Promise((resolve) => this.#screen.write(data, resolve)));
    });
    this.ended = new Promise((resolve) => {
      this.#pty.onExit(({ exitCode }) => {
        void Promise.all(written).then(() => resolve(exitCode));
      });
    });
  }

  /** Every byte that came, as text. */
  get written(): string {
    return this.#written;
  }

  /** What stands on the screen and above it, line by line, without empty lines at the end. */
  get lines(): string[] {
    const { active } = this.#screen.buffer;
    const lines = Array.from({ length: active.length }, (_, row) => {
      const line = active.getLine(row);
      return { text: line?.translateToString(true) ?? '', isWrapped: line?.isWrapped === true };
    });
    const joined: string[] = [];
    for (const { text, isWrapped } of lines) {
      if (isWrapped) joined.push(`${joined.pop() ?? ''}${text}`);
      else joined.push(text);
    }
    while (joined.at(-1) === '') joined.pop();
    return joined;
  }

  /** Rows of the screen alone that something stands on. */
  get height(): number {
    const { active } = this.#screen.buffer;
    return Array.from({ length: this.#screen.rows }, (_, row) =>
      active.getLine(active.baseY + row)?.translateToString(true),
    ).filter((text) => text !== '' && text !== undefined).length;
  }

  get isCursorShown(): boolean {
    return this.#written.lastIndexOf('\u001b[?25h') >= this.#written.lastIndexOf('\u001b[?25l');
  }

  resize(columns: number, rows: number): void {
    this.#screen.resize(columns, rows);
    this.#pty.resize(columns, rows);
  }

  /** Ctrl-C, as the terminal's driver makes a signal of it. */
  interrupt(): void {
    this.#pty.write('\u0003');
  }

  close(): void {
    this.#pty.kill('SIGKILL');
    this.#screen.dispose();
  }
}
