import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as it passed. */
export interface PassedRequest {
  method: string;
  /** Without the query. */
  path: string;
  query: URLSearchParams;
  /** 0 until there is an answer. */
  status: number;
}

/** A request that is kept waiting. */
interface HeldRequest {
  request: PassedRequest;
  /** Lets it pass. One whose client has gone never reaches the registry. */
  release(): void;
}

/** Stands before a registry, passes everything on, and writes down what it saw. */
export interface RecordingProxy {
  /** `127.0.0.1:PORT`. */
  readonly host: string;
  /** In order of arrival. */
  readonly requests: readonly PassedRequest[];
  /** Forgets the requests so far. */
  reset(): void;
  /** The next request that is like this waits; the promise is fulfilled when it is there. */
  hold(like: (request: PassedRequest) => boolean): Promise<HeldRequest>;
  close(): Promise<void>;
}

type Hold = { like: (request: PassedRequest) => boolean; reached: (held: HeldRequest) => void };

/** Starts a proxy on a free loopback port. @param target `host:port` of a registry with plain HTTP. */
export async function startRecordingProxy(target: string): Promise<RecordingProxy> {
  const requests: PassedRequest[] = [];
  const holds: Hold[] = [];
  const agent = new Agent({ keepAlive: true });
  const server = createServer((incoming, outgoing) => {
    const url = new URL(incoming.url ?? '/', 'http://proxy');
    const passed = {
      method: incoming.method ?? 'GET',
      path: url.pathname,
      query: url.searchParams,
      status: 0,
    };
    requests.push(passed);
    const index = holds.findIndex(({ like }) => like(passed));
    const pass = (): void => {
      if (!outgoing.destroyed) forward(target, agent, incoming, outgoing, passed);
    };
    if (index < 0) pass();
    else holds.splice(index, 1)[0]?.reached({ request: passed, release: pass });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    reset: () => {
      requests.length = 0;
    },
    hold: (like) => new Promise((reached) => holds.push({ like, reached })),
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      agent.destroy();
      await closed;
    },
  };
}

/** The Host header stays the proxy's, so that a registry's `Location` leads back through it. */
function forward(
  target: string,
  agent: Agent,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  passed: PassedRequest,
): void {
  const upstream = request(
    `http://${target}${incoming.url ?? '/'}`,
    { method: incoming.method, headers: incoming.headers, agent },
    (answer) => {
      passed.status = answer.statusCode ?? 0;
      outgoing.writeHead(passed.status, answer.headers);
      answer.pipe(outgoing);
      answer.on('error', () => outgoing.destroy());
    },
  );
  upstream.on('error', () => outgoing.destroy());
  // A client that goes away takes its half-sent request with it.
  outgoing.on('close', () => {
    if (!outgoing.writableFinished) upstream.destroy();
  });
  incoming.pipe(upstream);
}
