import { Agent, type Dispatcher, EnvHttpProxyAgent } from 'undici';
import { isLoopback } from './address.ts';

/** A registry that says nothing for this long is taken for gone; a registry that commits a large blob may need as long. */
const silence = 300_000;

/** The connections of one client: two clients never share any. Loopback is reached directly, the rest by the proxy of the environment. */
export class Connections {
  readonly #direct: Agent;
  readonly #proxied: Dispatcher;

  constructor() {
    // HTTP/1.1 throughout: one connection for each large body, as many as the host's queue allows.
    const options = {
      allowH2: false,
      headersTimeout: silence,
      bodyTimeout: silence,
      keepAliveTimeout: 15_000,
    };
    this.#direct = new Agent(options);
    const { https_proxy, HTTPS_PROXY, http_proxy, HTTP_PROXY } = process.env;
    const proxy = https_proxy ?? HTTPS_PROXY ?? http_proxy ?? HTTP_PROXY ?? '';
    this.#proxied = proxy === '' ? this.#direct : new EnvHttpProxyAgent(options);
  }

  request(
    url: URL,
    options: Omit<Dispatcher.RequestOptions, 'origin' | 'path'>,
  ): Promise<Dispatcher.ResponseData> {
    const dispatcher = isLoopback(url.hostname) ? this.#direct : this.#proxied;
    return dispatcher.request({ ...options, origin: url.origin, path: `${url.pathname}${url.search}` });
  }

  async close(): Promise<void> {
    await this.#direct.destroy();
    if (this.#proxied !== this.#direct) await this.#proxied.destroy();
  }
}
