import type { OnReadOpts, Socket } from 'node:net';

/** Bytes that may be on their way in one direction of one connection: more than any tool sends in that time. */
const window = 64 * 1024 * 1024;
const pieceSize = 512 * 1024;
/** With less room a buffer is taken for full: reading a few bytes costs as much as reading many. */
const leastRoom = 16 * 1024;

/** Buffers of ways that have delivered what was in them. */
const free: Buffer[] = [];

interface Delivery {
  /** By `performance.now()`. */
  due: number;
  /** `undefined`: the end. */
  bytes: Buffer | undefined;
  /** What to do once the bytes have been written. */
  done: (() => void) | undefined;
}

/** One direction of a connection. Bytes are read into large buffers that are used again: the proxy is not what is measured. */
export class DelayedWay {
  readonly #oneWay: number;
  readonly #earliest: number;
  readonly #underway: Delivery[] = [];
  #bytes = 0;
  #timer: NodeJS.Timeout | undefined;
  #buffer: Buffer = newBuffer();
  #filled = 0;
  #from: Socket | undefined;
  #to: Socket | undefined;

  /** @param earliest when the first byte may set out */
  constructor(oneWay: number, earliest: number) {
    this.#oneWay = oneWay;
    this.#earliest = earliest;
  }

  /** For the socket that is read from. */
  get onread(): OnReadOpts {
    return {
      buffer: () => this.#buffer.subarray(this.#filled),
      callback: (length) => this.#received(length),
    };
  }

  join(from: Socket, to: Socket): void {
    this.#from = from;
    this.#to = to;
    to.on('drain', () => from.resume());
    from.on('end', () => this.#send(undefined, undefined));
    from.resume();
  }

  /** `false` stops reading. */
  #received(length: number): boolean {
    const buffer = this.#buffer;
    const bytes = buffer.subarray(this.#filled, this.#filled + length);
    this.#filled += length;
    const full = buffer.length - this.#filled < leastRoom;
    if (full) {
      this.#buffer = newBuffer();
      this.#filled = 0;
    }
    this.#send(bytes, full ? () => free.push(buffer) : undefined);
    return this.#hasRoom();
  }

  #send(bytes: Buffer | undefined, done: Delivery['done']): void {
    const due = Math.max(performance.now(), this.#earliest) + this.#oneWay;
    this.#underway.push({ due, bytes, done });
    this.#bytes += bytes?.length ?? 0;
    if (this.#timer === undefined) this.#timer = setTimeout(this.#arrive, due - performance.now());
  }

  readonly #arrive = (): void => {
    this.#timer = undefined;
    const now = performance.now();
    // Timers know whole milliseconds only: half of one too early is nearer than half too late.
    const later = this.#underway.findIndex(({ due }) => due > now + 0.5);
    const arrived = this.#underway.splice(0, later < 0 ? this.#underway.length : later);
    // What arrives together is written together.
    this.#to?.cork();
    for (const { bytes, done } of arrived) {
      if (bytes === undefined) this.#to?.end();
      else {
        this.#bytes -= bytes.length;
        this.#to?.write(bytes, done);
      }
    }
    this.#to?.uncork();
    if (this.#hasRoom()) this.#from?.resume();
    const [first] = this.#underway;
    if (first !== undefined) this.#timer = setTimeout(this.#arrive, Math.max(first.due - now, 0));
  };

  #hasRoom(): boolean {
    return this.#bytes + (this.#to?.writableLength ?? 0) < window;
  }
}

function newBuffer(): Buffer {
  return free.pop() ?? Buffer.allocUnsafeSlow(pieceSize);
}
