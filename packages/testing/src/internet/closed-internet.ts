import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { createTlsAuthority } from './certificate-authority.ts';

/**
 * An internet of its own on loopback: a proxy behind which hosts of any name answer, over TLS that an authority of its own vouches
 * for. What is not on it does not exist.
 */
export interface ClosedInternet {
  /** `http://127.0.0.1:PORT`. */
  readonly proxy: string;
  /** The path of a file with the authority's certificate. */
  readonly authority: string;
  /** `HTTPS_PROXY` and the like: with these a program reaches this internet, and trusts it. */
  readonly env: Readonly<Record<string, string>>;
  /** `HOST:PORT` of each connection that was asked for, in order, also of hosts that are not there. */
  readonly connections: readonly string[];
  /** `HOST:PORT` of each connection to a host that is not there, in order. */
  readonly strangers: readonly string[];
  /** Name and password that the proxy wants, `NAME:PASSWORD`; `undefined`: none. */
  credentials: string | undefined;
  /** Sees each request before its host does; `false`: it never gets there, and the connection breaks. */
  onRequest: ((host: string) => boolean) | undefined;
  readonly close: () => Promise<void>;
}

/** @param hosts who answers under each name, over TLS at port 443 and without at 80; a listener may be changed later, a name not */
export async function openClosedInternet(hosts: Record<string, RequestListener>): Promise<ClosedInternet> {
  const directory = await mkdtemp(join(tmpdir(), 'closed-internet-'));
  const authority = await createTlsAuthority();
  const file = join(directory, 'authority.pem');
  await writeFile(file, authority.certificate);

  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const host = (request.headers.host ?? '').replace(/:\d+$/, '');
    const handler = hosts[host];
    if (internet.onRequest?.(host) === false) request.socket.destroy();
    else if (handler !== undefined) handler(request, response);
    else response.writeHead(502).end();
  };
  const contexts = new Map(
    await Promise.all(
      Object.keys(hosts).map(
        async (host) => [host, createSecureContext(await authority.certify(host))] as const,
      ),
    ),
  );
  const encrypted = createTlsServer({ SNICallback: (host, done) => done(null, contexts.get(host)) }, answer);
  const plain = createServer(answer);

  const connections: string[] = [];
  const strangers: string[] = [];
  const sockets = new Set<Socket>();
  const internet: Pick<ClosedInternet, 'credentials' | 'onRequest'> = {
    credentials: undefined,
    onRequest: undefined,
  };
  const refusal = ({ headers }: IncomingMessage, target: string): string | undefined => {
    const wanted = internet.credentials;
    const shown = headers['proxy-authorization'];
    if (wanted !== undefined && shown !== `Basic ${Buffer.from(wanted).toString('base64')}`)
      return '407 Proxy Authentication Required';
    if (hosts[target.replace(/:\d+$/, '')] !== undefined) return undefined;
    strangers.push(target);
    return '502 No Such Host';
  };
  // A request without TLS comes to a proxy whole, with its URL (RFC 9112, section 3.2.2), or through a tunnel like any other.
  const proxy = createServer((request, response) => {
    const { host, pathname, search } = new URL(request.url ?? '', address);
    connections.push(host.includes(':') ? host : `${host}:80`);
    const refused = refusal(request, host);
    request.url = `${pathname}${search}`;
    if (refused === undefined) answer(request, response);
    else response.writeHead(Number.parseInt(refused, 10)).end();
  });
  proxy.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  proxy.on('connect', (request, socket, head) => {
    connections.push(request.url ?? '');
    socket.on('error', () => undefined);
    const refused = refusal(request, request.url ?? '');
    if (refused !== undefined) {
      socket.end(`HTTP/1.1 ${refused}\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    if (head.length > 0) socket.unshift(head);
    (request.url?.endsWith(':80') === true ? plain : encrypted).emit('connection', socket);
  });
  await new Promise<void>((resolve, reject) => {
    proxy.once('error', reject);
    proxy.listen(0, '127.0.0.1', resolve);
  });
  const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  return Object.assign(internet, {
    proxy: address,
    authority: file,
    env: { HTTPS_PROXY: address, HTTP_PROXY: address, SSL_CERT_FILE: file, NODE_EXTRA_CA_CERTS: file },
    connections,
    strangers,
    close: async () => {
      const closed = new Promise((resolve) => proxy.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
      await rm(directory, { recursive: true });
    },
  });
}
