// oxlint-disable-next-line typescript/triple-slash-reference -- declared modules come along only so, for packages that read these sources
/// <reference path="./undici-parts.d.ts" />
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import request from 'undici/lib/api/api-request.js';
import Agent from 'undici/lib/dispatcher/agent.js';
import type { DirectResponse } from '../transfer/direct-connection.ts';
import { DirectConnections } from '../transfer/direct-connections.ts';
import { isLoopback } from './address.ts';
import type { TlsOptions } from './tls-options.ts';

/**
 * The connections of one client that trust the same authorities: two clients never share any. Loopback is reached directly, the
 * rest by the proxy of the environment (`HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`).
 */
export class Connections {
  readonly #direct: Dispatcher;
  readonly #openProxied: (() => Promise<Dispatcher>) | undefined;
  #proxied: Promise<Dispatcher> | undefined;
  readonly #large: DirectConnections;
  readonly #signal: AbortSignal | undefined;

  /** @param signal ends every connection, and with it whatever is going on: cheaper than one that each request listens to */
  constructor(tls: TlsOptions, signal?: AbortSignal) {
    this.#signal = signal;
    signal?.addEventListener('abort', this.#stop, { once: true });
    // HTTP/1.1 throughout: one connection for each large body, as many as the host's queue allows. By HTTP/2 all bodies would share
    // one connection; and with connections kept open, small requests took the same time by either (500 HEADs, 16 at once, 50 ms).
    const options = {
      allowH2: false,
      connect: { ...tls },
      keepAliveTimeout: 15_000,
    };
    this.#direct = new Agent(options);
    const { https_proxy, HTTPS_PROXY, http_proxy, HTTP_PROXY } = process.env;
    const proxy = https_proxy ?? HTTPS_PROXY ?? http_proxy ?? HTTP_PROXY ?? '';
    if (proxy !== '') {
      this.#openProxied = async () => {
        // The whole of undici, for those who need it.
        const { EnvHttpProxyAgent } = await import('undici');
        return new EnvHttpProxyAgent({ ...options, requestTls: tls, proxyTls: tls });
      };
    }
    this.#large = new DirectConnections({ tls: () => ({ ...tls }), signal });
  }

  /** GET of a large body past the HTTP parser. `undefined`: by a proxy, or for such an answer, only `request` will do. */
  async direct(
    url: URL,
    headers: Record<string, string>,
    borrowed: boolean,
    silence: number,
  ): Promise<DirectResponse | undefined> {
    const proxied = !isLoopback(url.hostname) && this.#openProxied !== undefined;
    return proxied ? undefined : this.#large.get(url, headers, borrowed, silence);
  }

  async request(
    url: URL,
    options: Omit<Dispatcher.RequestOptions, 'origin' | 'path'>,
  ): Promise<Dispatcher.ResponseData> {
    const dispatcher = await this.#dispatcher(url);
    // A connection whose answer has just ended is free in the next turn of the loop. Whoever asks before opens another, which costs
    // a round trip or, over TLS, three.
    await nextTurn();
    const path = `${url.pathname}${url.search}`;
    // undici closes the connection after a HEAD unless it is told otherwise, for servers that send a body all the same.
    return request.call(dispatcher, { ...options, origin: url.origin, path, reset: false });
  }

  readonly #stop = (): void => {
    void this.close();
  };

  async close(): Promise<void> {
    this.#signal?.removeEventListener('abort', this.#stop);
    this.#large.close();
    await this.#direct.destroy();
    const proxied = await this.#proxied;
    await proxied?.destroy();
  }

  async #dispatcher({ hostname }: URL): Promise<Dispatcher> {
    if (this.#openProxied === undefined || isLoopback(hostname)) return this.#direct;
    this.#proxied ??= this.#openProxied();
    return this.#proxied;
  }
}
