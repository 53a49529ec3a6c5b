import { collect } from '../stream.ts';
import { undiciBody } from './body-stream.ts';
import { Connections } from './connection.ts';
import { type TlsOptions, tlsOptions } from './tls-options.ts';
import { defaultUserAgent } from './user-agent.ts';

/** One request to a service that is no registry: a log, an authority, who gives tokens. */
export interface ServiceRequest {
  method?: 'GET' | 'POST';
  headers?: Readonly<Record<string, string>>;
  body?: string;
  /** Milliseconds until all of the answer has to be there. */
  timeout: number;
}

export interface ServiceAnswer {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: Buffer;
}

/** Bytes; such answers are documents of a few KiB. */
const answerLimit = 32 * 2 ** 20;

/** Without TLS there is nobody to trust, and nothing to be read for it. */
const plain: TlsOptions = {};

/** Open for the process: a connection that nobody waits for keeps none from ending. */
const connections = new Map<TlsOptions, Connections>();

/**
 * Sends a request once, and gives whatever is answered; redirects are answers, too. It takes the proxy and trusts the authorities that
 * requests to registries do (`HTTPS_PROXY`, `SSL_CERT_FILE`, `NODE_EXTRA_CA_CERTS`).
 * @throws Error as Node or undici has it, when there is no answer
 */
export async function askService(address: string, request: ServiceRequest): Promise<ServiceAnswer> {
  const { method = 'GET', headers, body = null, timeout } = request;
  const url = new URL(address);
  const trusting = connectionsBy(url.protocol === 'https:' ? tlsOptions(undefined) : plain);
  const {
    statusCode,
    headers: received,
    body: content,
  } = await trusting.request(url, {
    method,
    headers: { 'user-agent': defaultUserAgent, ...headers },
    body,
    signal: AbortSignal.timeout(timeout),
  });
  const bytes = await collect(undiciBody(content), answerLimit, () => new Error('the answer does not end'));
  return {
    status: statusCode,
    headers: received,
    body: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length),
  };
}

function connectionsBy(tls: TlsOptions): Connections {
  const known = connections.get(tls) ?? new Connections(tls);
  connections.set(tls, known);
  return known;
}
