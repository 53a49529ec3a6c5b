import type { ConnectionOptions } from 'node:tls';
import { DirectConnection, type DirectResponse, UnusualResponse } from './direct-connection.ts';

const restTime = 4_000;

export interface DirectConnectionsOptions {
  /** TLS settings for a URL: the same that ordinary requests use. */
  tls: (url: URL) => ConnectionOptions;
  signal: AbortSignal | undefined;
}

/** The direct connections of one client, by origin; one that has done its work is used again for a while. */
export class DirectConnections {
  readonly #options: DirectConnectionsOptions;
  readonly #open = new Set<DirectConnection>();
  readonly #resting = new Map<string, DirectConnection[]>();
  #closed = false;

  constructor(options: DirectConnectionsOptions) {
    this.#options = options;
    options.signal?.addEventListener('abort', this.#stop, { once: true });
  }

  /**
   * GET of a large body. `undefined`: the answer is not one that can be read this way; ask again by the ordinary one.
   * @param borrowed the body's pieces are valid only until the next one is asked for
   * @param silence milliseconds without a byte after which the other side is taken for gone
   * @throws what broke the connection
   */
  async get(
    url: URL,
    headers: Record<string, string>,
    borrowed: boolean,
    silence: number,
  ): Promise<DirectResponse | undefined> {
    if (this.#closed) return undefined;
    const request = requestText(url, headers);
    for (;;) {
      const rested = this.#wake(url.origin, silence);
      const connection = rested ?? this.#connect(url, silence);
      try {
        return await connection.send(request, borrowed);
      } catch (error) {
        if (error instanceof UnusualResponse) return undefined;
        // The other side may close a resting connection at the moment when it is used again.
        if (rested === undefined || connection.hasAnswered || this.#closed) throw error;
      }
    }
  }

  /** Ends everything that is going on. */
  close(): void {
    this.#options.signal?.removeEventListener('abort', this.#stop);
    this.#stop();
  }

  readonly #stop = (): void => {
    this.#closed = true;
    for (const connection of this.#open) connection.destroy();
  };

  #connect(url: URL, silence: number): DirectConnection {
    const connection = new DirectConnection(url, {
      tls: this.#options.tls(url),
      silence,
      onRest: (rested) => {
        rested.rest(restTime);
        this.#resting.set(url.origin, [...(this.#resting.get(url.origin) ?? []), rested]);
      },
      onEnd: (ended) => {
        this.#open.delete(ended);
        const others = this.#resting.get(url.origin)?.filter((other) => other !== ended);
        if (others !== undefined) this.#resting.set(url.origin, others);
      },
    });
    this.#open.add(connection);
    return connection;
  }

  /** The one that was used last: it is the least likely to have been closed. */
  #wake(origin: string, silence: number): DirectConnection | undefined {
    const connection = this.#resting.get(origin)?.pop();
    connection?.wake(silence);
    return connection;
  }
}

/** What a header's value may not hold (RFC 9110, section 5.5). `node:http` has a check, and takes 30 ms to load for a module. */
const unsafe = /[^\t\x20-\x7e\x80-\xff]/;

function requestText(url: URL, headers: Record<string, string>): string {
  const lines = Object.entries({ host: url.host, ...headers }).map(([name, value]) => {
    if (unsafe.test(value)) throw new TypeError(`the header ${name} holds what no header may hold`);
    return `${name}: ${value}`;
  });
  return [`GET ${url.pathname}${url.search} HTTP/1.1`, ...lines, '', ''].join('\r\n');
}
