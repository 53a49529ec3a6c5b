import type { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { RegistryError } from '../registry-error.ts';
import { tapped } from '../stream.ts';
import { BodyStream, undiciBody } from './body-stream.ts';
import { Connections } from './connection.ts';
import { followable, isSameOrigin } from './endpoint.ts';
import { networkError } from './network-error.ts';
import type { RegistryRequest, RegistryResponse } from './request.ts';
import type { TransferCounter } from './statistics.ts';
import { type TlsOptions, tlsOptions } from './tls-options.ts';

const redirectLimit = 5;

/** Without TLS there is nobody to trust, and nothing to be read for it. */
const plain: TlsOptions = {};

/** Puts single requests on the wire and counts them. */
export class Wire {
  /** By the authorities that they trust. */
  readonly #connections = new Map<TlsOptions, Connections>();
  readonly #counter: TransferCounter;
  readonly #userAgent: string;
  readonly #signal: AbortSignal | undefined;

  constructor(counter: TransferCounter, userAgent: string, signal: AbortSignal | undefined) {
    this.#counter = counter;
    this.#userAgent = userAgent;
    this.#signal = signal;
  }

  /** Sends a request and, where it wants that, again to where it is redirected; only the registry itself sees `authorization`. */
  async followed(request: RegistryRequest, authorization: string | undefined): Promise<RegistryResponse> {
    const { endpoint } = request;
    let { url } = request;
    for (let hop = 0; hop <= redirectLimit; hop += 1) {
      const headers: Record<string, string> = { ...request.headers };
      if (authorization !== undefined && isSameOrigin(endpoint, url)) headers.authorization = authorization;
      const response = await this.exchange(request, url, headers);
      const { location } = response.headers;
      const redirects = response.status >= 301 && response.status <= 308 && response.status !== 304;
      if (!redirects || request.follow !== true || typeof location !== 'string') return response;
      await response.body.return();
      url = await followable(endpoint, location, url);
    }
    throw new RegistryError('MIRROR_REGISTRY_ERROR', 'the registry redirects in a circle', {
      place: { registry: endpoint.registry },
    });
  }

  /** Sends a request once. */
  async exchange(
    request: Pick<RegistryRequest, 'endpoint' | 'method' | 'kind' | 'body' | 'pieces'>,
    url: URL,
    headers: Record<string, string>,
  ): Promise<RegistryResponse> {
    const { endpoint, method, kind, body, pieces } = request;
    const host = isSameOrigin(endpoint, url) ? endpoint.registry : url.host;
    this.#counter.request(host, method, kind);
    const fail = (error: unknown) => networkError(error, endpoint.registry, this.#signal);
    const onBytes = (bytes: number) => this.#counter.read(host, bytes);
    try {
      const connections = this.#trusting(url.protocol === 'https:' ? tlsOptions(endpoint.ca) : plain);
      if (pieces !== undefined) {
        const sent = { ...headers, 'user-agent': this.#userAgent };
        const direct = await connections.direct(url, sent, pieces === 'borrowed', endpoint.timeout);
        if (direct !== undefined) return { ...direct, url, body: new BodyStream(direct.body, onBytes, fail) };
      }
      const {
        statusCode,
        headers: received,
        body: stream,
      } = await connections.request(url, {
        method,
        headers: {
          ...headers,
          'user-agent': this.#userAgent,
          ...(body === undefined ? {} : { 'content-length': String(body.length) }),
        },
        body: body === undefined ? null : this.#counted(body, host),
        headersTimeout: endpoint.timeout,
        bodyTimeout: endpoint.timeout,
      });
      const content = new BodyStream(undiciBody(stream), onBytes, fail);
      return { status: statusCode, url, headers: received, body: content };
    } catch (error) {
      throw fail(error);
    }
  }

  #counted(
    body: NonNullable<RegistryRequest['body']>,
    host: string,
  ): NonNullable<Dispatcher.DispatchOptions['body']> {
    if (body instanceof Uint8Array) {
      this.#counter.written(host, body.length);
      return body;
    }
    // undici takes any async iterable and waits for the socket; its types only know Readable, which would cost a layer.
    return tapped(body.stream, ({ length }) => this.#counter.written(host, length)) as unknown as Readable;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#connections.values()].map((connections) => connections.close()));
  }

  #trusting(tls: TlsOptions): Connections {
    const known = this.#connections.get(tls);
    if (known !== undefined) return known;
    const connections = new Connections(tls, this.#signal);
    this.#connections.set(tls, connections);
    return connections;
  }
}
