import { Writable } from 'node:stream';

/** A stream that keeps what is written to it: a pipe, or a terminal with `columns`. */
export class RecordingOutput extends Writable {
  readonly isTTY: boolean;
  readonly columns: number;
  readonly rows = 24;
  text = '';

  constructor(terminal?: { columns: number }) {
    super({ decodeStrings: false });
    this.isTTY = terminal !== undefined;
    this.columns = terminal?.columns ?? 0;
  }

  override _write(chunk: string | Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }

  /** Without the last line's end. */
  get lines(): string[] {
    return this.text.replace(/\n$/, '').split('\n');
  }
}
