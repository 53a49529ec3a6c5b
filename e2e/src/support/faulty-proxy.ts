import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * `lost`: the work is done, and the connection breaks before the answer. `silent`: the request is taken, and nothing happens ever. `halt`: the answer
 * stops in its middle, and the connection stays. Bytes: they are the answer, and the service is not asked; `undefined` is a 404.
 */
type ProxyFault = 'lost' | 'silent' | 'halt' | { answer: Uint8Array | undefined };

interface ProxiedRequest {
  method: string;
  path: string;
}

/** Stands before a service and breaks what passes. */
export interface FaultyProxy {
  readonly url: string;
  /** What happens to a request; nothing by default. */
  fault: (request: ProxiedRequest) => ProxyFault | undefined | Promise<ProxyFault | undefined>;
  /** What the service has answered so far, lost or not. */
  readonly statuses: readonly number[];
  close(): Promise<void>;
}

/** @param target the service's URL, of plain HTTP */
export async function startFaultyProxy(target: string): Promise<FaultyProxy> {
  const statuses: number[] = [];
  const proxy = {
    url: '',
    fault: (() => undefined) as FaultyProxy['fault'],
    statuses,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  const server = createServer((incoming, outgoing) => {
    pass(target, proxy, incoming, outgoing).catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return Object.assign(proxy, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

async function pass(
  target: string,
  proxy: { fault: FaultyProxy['fault']; statuses: number[] },
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const { method = 'GET', url = '/' } = incoming;
  const fault = await proxy.fault({ method, path: url });
  if (fault === 'silent') return;
  if (typeof fault === 'object') {
    outgoing.writeHead(fault.answer === undefined ? 404 : 200).end(fault.answer);
    return;
  }
  const { 'content-type': type = '', accept = '*/*' } = incoming.headers;
  const answer = await fetch(`${target}${url}`, {
    method,
    headers: { accept, ...(type !== '' && { 'content-type': type }) },
    ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
  });
  proxy.statuses.push(answer.status);
  const body = Buffer.from(await answer.arrayBuffer());
  if (fault === 'lost') {
    outgoing.destroy();
    return;
  }
  const { 'transfer-encoding': _, ...headers } = Object.fromEntries(answer.headers);
  outgoing.writeHead(answer.status, { ...headers, 'content-length': body.length });
  if (fault === 'halt') outgoing.write(body.subarray(0, body.length / 2));
  else outgoing.end(body);
}
