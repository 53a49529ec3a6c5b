import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { DirectBody } from './direct-body.ts';
import { PieceBuffers } from './piece-buffers.ts';
import { parseResponseHead, plainLength, type ResponseHead, staysOpen } from './response-head.ts';

/** The answer to a request on a direct connection. */
export interface DirectResponse extends ResponseHead {
  body: DirectBody;
}

export interface DirectConnectionOptions {
  /** Certificate authorities and the like, as for `tls.connect`. */
  tls: ConnectionOptions;
  /** Milliseconds without a byte after which the other side is taken for gone. */
  silence: number;
  /** A body has been read to its end, and another request may follow. */
  onRest: (connection: DirectConnection) => void;
  /** It is closed, or broken. */
  onEnd: (connection: DirectConnection) => void;
}

const headLimit = 64 * 1024;
const connectTimeout = 10_000;

/** An answer for a whole HTTP client: another version of HTTP, a body in chunks, or a head that is hard to read. */
export class UnusualResponse extends Error {}

/**
 * A connection for GET requests, one at a time, whose bodies are read from the socket straight into large buffers that are used
 * again: past any HTTP parser, and without a copy.
 */
export class DirectConnection {
  readonly #socket: Socket;
  readonly #options: DirectConnectionOptions;
  readonly #buffers = new PieceBuffers();
  #head: PromiseWithResolvers<DirectResponse> | undefined;
  #body: DirectBody | undefined;
  #borrowed = false;
  #silence: number;
  #error: Error | undefined;
  #answered = false;
  #timedOut = false;

  constructor(url: URL, options: DirectConnectionOptions) {
    this.#options = options;
    this.#silence = options.silence;
    const secure = url.protocol === 'https:';
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const port = Number(url.port) || (secure ? 443 : 80);
    const onread = {
      buffer: () => this.#buffers.room(),
      callback: (bytes: number) => this.#received(bytes),
    };
    const { tls } = options;
    // No address is sent as a server's name (RFC 6066, section 3).
    const named = isIP(host) === 0 ? { servername: host } : {};
    // Its types leave out what it hands on to the socket.
    const secured: ConnectionOptions & { onread: typeof onread } = { ...named, ...tls, host, port, onread };
    this.#socket = secure
      ? connectTls({ ...secured, ALPNProtocols: ['http/1.1'] })
      : connectPlain({ host, port, onread });
    this.#socket
      .setNoDelay(true)
      .setTimeout(connectTimeout)
      .on(secure ? 'secureConnect' : 'connect', () => this.#socket.setTimeout(this.#silence))
      .on('error', (error) => this.destroy(error))
      .on('end', () => this.destroy())
      .on('close', () => this.destroy())
      .on('timeout', () => this.#silent());
  }

  get isOpen(): boolean {
    return this.#error === undefined;
  }

  /** Whether anything came back to the last request. */
  get hasAnswered(): boolean {
    return this.#answered;
  }

  /**
   * Sends a request, headers and all, and gives its answer. @param borrowed as for `DirectBody`
   * @throws UnusualResponse, or what broke the connection
   */
  async send(request: string, borrowed: boolean): Promise<DirectResponse> {
    if (this.#error !== undefined) throw this.#error;
    this.#borrowed = borrowed;
    this.#answered = false;
    this.#head = Promise.withResolvers();
    this.#socket.write(request, 'latin1');
    return this.#head.promise;
  }

  /** Between two requests it does not keep the process, and closes after so many milliseconds. */
  rest(milliseconds: number): void {
    this.#socket.setTimeout(milliseconds).unref();
  }

  wake(silence: number): void {
    this.#silence = silence;
    this.#socket.setTimeout(silence).ref();
  }

  destroy(error: Error = reset()): void {
    if (this.#error !== undefined) return;
    this.#error = error;
    this.#socket.destroy();
    this.#head?.reject(error);
    this.#body?.fail(error);
    this.#options.onEnd(this);
  }

  /** `false` stops reading; over TLS calls go on for what is decrypted already. */
  #received(bytes: number): boolean {
    if (this.#error !== undefined) return false;
    this.#answered = true;
    this.#buffers.filled(bytes);
    if (this.#body !== undefined) return this.#body.received(bytes);
    const body = this.#head === undefined ? undefined : this.#readHead(this.#head);
    if (body !== undefined) return body.received(this.#buffers.length);
    if (this.#head === undefined) this.destroy();
    return this.isOpen;
  }

  /** The body, once all of the head has come. */
  #readHead(waiting: PromiseWithResolvers<DirectResponse>): DirectBody | undefined {
    const end = this.#buffers.content().indexOf('\r\n\r\n');
    if (end < 0) {
      if (this.#buffers.length > headLimit) this.destroy(new UnusualResponse('headers without end'));
      return undefined;
    }
    const head = parseResponseHead(this.#buffers.content().toString('latin1', 0, end));
    const length = head === undefined ? undefined : plainLength(head);
    if (head === undefined || length === undefined) {
      this.destroy(new UnusualResponse('an answer for a whole HTTP client'));
      return undefined;
    }
    this.#buffers.skip(end + 4);
    this.#buffers.fit(length);
    this.#head = undefined;
    const body = new DirectBody(length, this.#buffers, this.#borrowed, {
      resume: () => this.#resume(),
      ended: (whole) => {
        this.#body = undefined;
        if (whole && staysOpen(head) && this.isOpen) this.#options.onRest(this);
        else this.destroy();
      },
    });
    this.#body = body;
    waiting.resolve({ ...head, body });
    return body;
  }

  #resume(): void {
    // Its timer ran out while nobody waited; setting it for each piece would cost more than reading the piece.
    if (this.#timedOut) this.#socket.setTimeout(this.#silence);
    this.#timedOut = false;
    this.#socket.resume();
  }

  #silent(): void {
    // The other side waits too while what it has sent is written elsewhere.
    if (this.#body?.isWaiting === false) {
      this.#timedOut = true;
      return;
    }
    const resting = this.#body === undefined && this.#head === undefined;
    this.destroy(resting ? reset() : Object.assign(new Error('nothing came in time'), { code: 'ETIMEDOUT' }));
  }
}

function reset(): Error {
  return Object.assign(new Error('the other side closed the connection'), { code: 'ECONNRESET' });
}
