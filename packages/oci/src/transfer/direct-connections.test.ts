import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { collect } from '../stream.ts';
import { DirectConnections } from './direct-connections.ts';

const megabytes = Buffer.alloc(3 * 1024 * 1024 + 17, 'pieces of a body, ');
const head = (length: number, more = '') => `HTTP/1.1 200 OK\r\nContent-Length: ${length}\r\n${more}\r\n`;

let server: Server | undefined;
let connections: DirectConnections | undefined;
let accepted: Socket[] = [];

afterEach(() => {
  connections?.close();
  for (const socket of accepted) socket.destroy();
  server?.close();
  accepted = [];
});

/** A server that answers each request by `answer`, and direct connections to it. */
async function serve(
  answer: (socket: Socket, request: string, count: number) => void,
  silence = 5000,
): Promise<{ get: (borrowed?: boolean) => ReturnType<DirectConnections['get']> }> {
  let count = 0;
  server = createServer((socket) => {
    accepted.push(socket);
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      count += 1;
      answer(socket, data.toString('latin1'), count);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/blob?a=%2B`);
  const opened = new DirectConnections({ tls: () => ({}), signal: undefined });
  connections = opened;
  return { get: (borrowed = false) => opened.get(url, { accept: '*/*' }, borrowed, silence) };
}

async function read(response: Awaited<ReturnType<DirectConnections['get']>>): Promise<Uint8Array> {
  if (response === undefined) throw new Error('not read directly');
  return collect(response.body, 2 ** 30);
}

describe('direct connections', () => {
  it('reads a large body, however its bytes come', async () => {
    const bytes = Buffer.concat([Buffer.from(head(megabytes.length)), megabytes]);
    const { get } = await serve((socket) => {
      // The head in two parts, the second with the body's first bytes.
      socket.write(bytes.subarray(0, 10));
      setTimeout(() => socket.write(bytes.subarray(10)), 10);
    });
    const response = await get();
    expect(response).toMatchObject({ status: 200, headers: { 'content-length': String(megabytes.length) } });
    expect(megabytes.equals(await read(response))).toBe(true);
  });

  it('sends path, query and headers as they are', async () => {
    let seen = '';
    const { get } = await serve((socket, request) => {
      seen = request;
      socket.write(head(0));
    });
    await read(await get());
    expect(seen).toMatch(
      /^GET \/blob\?a=%2B HTTP\/1\.1\r\nhost: 127\.0\.0\.1:\d+\r\naccept: \*\/\*\r\n\r\n$/,
    );
  });

  it('uses a connection again, and fills its buffers again when pieces are borrowed', async () => {
    const { get } = await serve(
      (socket) => void socket.write(head(megabytes.length) + megabytes.toString('latin1'), 'latin1'),
    );
    const buffers = new Set<ArrayBufferLike>();
    let pieces = 0;
    for (let turn = 0; turn < 3; turn += 1) {
      const response = await get(true);
      for await (const piece of response?.body ?? []) {
        buffers.add(piece.buffer);
        pieces += 1;
      }
    }
    expect(accepted).toHaveLength(1);
    expect(pieces).toBeGreaterThan(30);
    expect(buffers.size).toBeLessThan(6);
  });

  it('gives pieces that may be kept when they are not borrowed', async () => {
    const { get } = await serve(
      (socket) => void socket.write(head(megabytes.length) + megabytes.toString('latin1'), 'latin1'),
    );
    const response = await get();
    const pieces: Uint8Array[] = [];
    for await (const piece of response?.body ?? []) pieces.push(piece);
    expect(megabytes.equals(Buffer.concat(pieces))).toBe(true);
  });

  it('does not read on while nobody takes what was read', async () => {
    const size = 64 * 1024 * 1024;
    const { get } = await serve((socket) => {
      socket.write(head(size));
      socket.write(Buffer.alloc(size));
    });
    const response = await get(true);
    await response?.body.next();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(accepted[0]?.writableLength).toBeGreaterThan(0);
    let rest = 0;
    for await (const piece of response?.body ?? []) rest += piece.length;
    expect(rest).toBeGreaterThan(size - 1024 * 1024);
  });

  it.each([
    ['a body in chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['a body up to the end', 'HTTP/1.1 200 OK\r\n\r\nbody'],
    ['HTTP/1.0', 'HTTP/1.0 200 OK\r\nContent-Length: 4\r\n\r\nbody'],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nbody'],
    ['a length that is no number', 'HTTP/1.1 200 OK\r\nContent-Length: +4\r\n\r\nbody'],
    ['an interim response', 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'],
    ['a folded header', 'HTTP/1.1 200 OK\r\nX-A: b\r\n c\r\nContent-Length: 4\r\n\r\nbody'],
    ['headers without end', `HTTP/1.1 200 OK\r\nX-A: ${'a'.repeat(70_000)}`],
    ['no HTTP at all', 'SSH-2.0-OpenSSH_9.2\r\n\r\n'],
  ])('leaves %s to others', async (_, answer) => {
    const { get } = await serve((socket) => void socket.write(answer));
    expect(await get()).toBeUndefined();
  });

  it('gives what came before the connection broke, then the error', async () => {
    const { get } = await serve((socket) => void socket.end(`${head(100)}first bytes`));
    const response = await get();
    const first = await response?.body.next();
    expect(Buffer.from(first?.value ?? []).toString()).toBe('first bytes');
    await expect(response?.body.next()).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it('fails when nothing comes', async () => {
    const { get } = await serve(() => undefined, 50);
    await expect(get()).rejects.toMatchObject({ code: 'ETIMEDOUT' });
  });

  it('fails when a body stops coming', async () => {
    const { get } = await serve((socket) => void socket.write(`${head(100)}part`), 50);
    await expect(read(await get())).rejects.toMatchObject({ code: 'ETIMEDOUT' });
  });

  it('waits for a slow reader as long as that takes, and for a body that then stops coming only its time', async () => {
    const sent = 4 * 1024 * 1024;
    const { get } = await serve((socket) => {
      socket.write(head(sent + 1));
      socket.write(Buffer.alloc(sent));
    }, 50);
    const response = await get(true);
    await response?.body.next();
    await new Promise((resolve) => setTimeout(resolve, 200));
    await expect(read(response)).rejects.toMatchObject({ code: 'ETIMEDOUT' });
  });

  it('asks again on a new connection when a resting one has been closed', async () => {
    const { get } = await serve((socket, _, count) => {
      if (count === 2) socket.destroy();
      else socket.write(`${head(4)}body`);
    });
    await read(await get());
    expect(Buffer.from(await read(await get())).toString()).toBe('body');
    expect(accepted).toHaveLength(2);
  });

  it('does not use a connection again that is to be closed, or that was left in the middle', async () => {
    const { get } = await serve((socket, _, count) => {
      if (count === 1) socket.write(`${head(4, 'Connection: close\r\n')}body`);
      else socket.write(head(megabytes.length) + megabytes.toString('latin1'), 'latin1');
    });
    await read(await get());
    const second = await get();
    await second?.body.next();
    second?.body.discard(true);
    expect(megabytes.equals(await read(await get()))).toBe(true);
    expect(accepted).toHaveLength(3);
  });

  it('reads the small body of a refusal that nobody wants off the connection', async () => {
    const { get } = await serve(
      (socket) => void socket.write('HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nbody'),
    );
    const response = await get();
    response?.body.discard(false);
    await read(await get());
    expect(response?.status).toBe(404);
    expect(accepted).toHaveLength(1);
  });

  it('ends everything when it is closed', async () => {
    const { get } = await serve((socket) => void socket.write(`${head(100)}part`));
    const pending = read(await get());
    connections?.close();
    await expect(pending).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(await get()).toBeUndefined();
  });
});
