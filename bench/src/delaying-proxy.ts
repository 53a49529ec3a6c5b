import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Stands before a registry and makes the way to it long. */
export interface DelayingProxy {
  /** `127.0.0.1:PORT`. */
  readonly host: string;
  /** Connections from now on go to this `host:port`. */
  target: string;
  close(): Promise<void>;
}

/** Bytes that may be on their way in one direction of one connection: more than any tool sends in that time. */
const window = 64 * 1024 * 1024;

/**
 * Delivers every byte `oneWay` milliseconds after it was sent, in both directions, and limits no bandwidth. The kernel accepts a
 * connection at once, so what is sent first waits for the round trip that opening it would have taken.
 */
export async function startDelayingProxy(oneWay: number): Promise<DelayingProxy> {
  const open = new Set<Socket>();
  const proxy = { target: '' };
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (client) => {
    const [host, port] = proxy.target.split(':');
    const registry = connect({ host: host ?? '', port: Number(port), noDelay: true, allowHalfOpen: true });
    for (const socket of [client, registry]) {
      open.add(socket);
      socket.on('close', () => open.delete(socket));
      socket.on('error', () => {
        client.destroy();
        registry.destroy();
      });
    }
    const opened = performance.now() + 2 * oneWay;
    deliver(client, registry, oneWay, opened);
    deliver(registry, client, oneWay, 0);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(proxy, {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

/** @param earliest when the first byte may set out */
function deliver(from: Socket, to: Socket, oneWay: number, earliest: number): void {
  const underway: { due: number; chunk: Buffer | undefined }[] = [];
  let bytes = 0;
  let timer: NodeJS.Timeout | undefined;
  const arrive = (): void => {
    timer = undefined;
    const now = performance.now();
    // Timers know whole milliseconds only: half of one too early is nearer than half too late.
    for (let next = underway[0]; next !== undefined && next.due <= now + 0.5; next = underway[0]) {
      underway.shift();
      if (next.chunk === undefined) to.end();
      else {
        bytes -= next.chunk.length;
        to.write(next.chunk);
      }
    }
    if (bytes + to.writableLength < window) from.resume();
    const [first] = underway;
    if (first !== undefined) timer = setTimeout(arrive, Math.max(first.due - now, 0));
  };
  const send = (chunk: Buffer | undefined): void => {
    underway.push({ due: Math.max(performance.now(), earliest) + oneWay, chunk });
    if (timer === undefined) timer = setTimeout(arrive, oneWay);
    bytes += chunk?.length ?? 0;
    if (bytes + to.writableLength >= window) from.pause();
  };
  to.on('drain', () => from.resume());
  from.on('data', send);
  from.on('end', () => send(undefined));
}
