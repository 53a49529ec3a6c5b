import { type IncomingMessage, request, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { createTlsAuthority } from '@multiarch-mirror/testing';

/** TLS by an authority of its own before a program that speaks HTTP on loopback. */
export interface TlsFront {
  /** `HOST:PORT` of the TLS side. */
  readonly host: string;
  /** What a client has to trust, PEM. */
  readonly authority: string;
  /** Which requests are cut off before anything answers; none by default. */
  cutOff: (request: IncomingMessage) => boolean;
  close(): Promise<void>;
}

/** @param seen is told of each request, those that are cut off as well */
export async function startTlsFront(
  port: number,
  seen: (request: IncomingMessage) => void,
): Promise<TlsFront> {
  const authority = await createTlsAuthority();
  const server = createServer(await authority.certify('127.0.0.1'), (incoming, response) => {
    seen(incoming);
    if (front.cutOff(incoming)) incoming.socket.destroy();
    else passOn(port, incoming, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  const front: TlsFront = {
    host: `127.0.0.1:${address.port}`,
    authority: authority.certificate,
    cutOff: () => false,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return front;
}

/** As it came, the name of the host too: what is signed for it stays right. */
function passOn(port: number, incoming: IncomingMessage, response: ServerResponse): void {
  const { method, url, headers } = incoming;
  const outgoing = request({ host: '127.0.0.1', port, method, path: url, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  outgoing.on('error', () => response.destroy());
  incoming.pipe(outgoing);
}
