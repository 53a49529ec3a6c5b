import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What a service answers. */
export interface Answer {
  status: number;
  json?: unknown;
  bytes?: Uint8Array;
  headers?: Record<string, string>;
}

export interface Request {
  method: string;
  /** Without the query. */
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  body: string;
}

export type Handler = (request: Request) => Promise<Answer> | Answer;

/**
 * How a service misbehaves: a status instead of the work, an answer that is cut off after the work is done (`garbage`), a connection that
 * breaks after the work is done (`lost`), a web page in the place of an answer, as a gateway shows it (`page`), silence for so many
 * milliseconds before it does its work, silence for ever (`silent`), or for ever after half of an answer (`halt`).
 */
export type SigstoreFault = number | 'garbage' | 'lost' | 'page' | 'silent' | 'halt' | { silence: number };

export interface Service {
  readonly url: string;
  /** The same service for any other server. */
  readonly listener: RequestListener;
  /** Every request: method and path. */
  readonly requests: string[];
  /** The next requests meet these faults, one each. */
  readonly faults: SigstoreFault[];
  /** Every request meets it. */
  broken: SigstoreFault | undefined;
  close(): Promise<void>;
}

/** One HTTP service on loopback. */
export async function startService(handler: Handler): Promise<Service> {
  const requests: string[] = [];
  const faults: SigstoreFault[] = [];
  const listener: RequestListener = (incoming, response) => {
    void serve(incoming, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  };
  const server = createServer(listener);
  const service = {
    url: '',
    listener,
    requests,
    faults,
    broken: undefined as SigstoreFault | undefined,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    // Clients join a base URL with a slash of its own and a path, and what begins with two slashes would be a host.
    const url = new URL((incoming.url ?? '/').replace(/^\/+/, '/'), 'http://local');
    const method = incoming.method ?? 'GET';
    requests.push(`${method} ${url.pathname}`);
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    const fault = faults.shift() ?? service.broken;
    if (fault === 'silent') return;
    if (typeof fault === 'number') {
      response.writeHead(fault, { 'content-type': 'application/json' }).end('{"message":"planted fault"}');
      return;
    }
    if (fault === 'page') {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Please log in</html>');
      return;
    }
    if (typeof fault === 'object') await sleep(fault.silence);
    const request = { method, path: url.pathname, query: url.searchParams, headers: incoming.headers, body };
    const answer = await handler(request);
    if (fault === 'lost') {
      incoming.socket.destroy();
      return;
    }
    const content = answer.bytes ?? Buffer.from(answer.json === undefined ? '' : JSON.stringify(answer.json));
    const type = answer.bytes === undefined ? 'application/json' : 'application/octet-stream';
    response.writeHead(answer.status, { 'content-type': type, ...answer.headers });
    if (fault === 'halt') {
      response.write(content.subarray(0, content.length / 2));
      return;
    }
    response.end(fault === 'garbage' ? '{"cut off' : content);
  }
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  service.url = `http://127.0.0.1:${port}`;
  return service;
}
