// A thread that is one delaying proxy. It says its port, and is told where connections go from then on.
import { type AddressInfo, connect, createServer, Socket, type SocketConstructorOpts } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { DelayedWay } from './delayed-way.ts';

const oneWay = Number(workerData);
let target = '';

const server = createServer({ pauseOnConnect: true }, (accepted) => {
  const [host = '', port] = target.split(':');
  // The kernel accepts a connection at once, so what is sent first waits for the round trip that opening it would have taken.
  const there = new DelayedWay(oneWay, performance.now() + 2 * oneWay);
  const back = new DelayedWay(oneWay, 0);
  const client = readInto(accepted, there);
  const registry = connect({ host, port: Number(port), allowHalfOpen: true, onread: back.onread });
  for (const socket of [client, registry]) {
    socket.setNoDelay(true).on('error', () => {
      client.destroy();
      registry.destroy();
    });
  }
  there.join(client, registry);
  back.join(registry, client);
});

/** A server has no option `onread` for what it accepts: its connection gets another socket. */
function readInto(accepted: Socket, { onread }: DelayedWay): Socket {
  // oxlint-disable no-underscore-dangle -- Node has no other name for it
  const bare = accepted as unknown as { _handle: SocketConstructorOpts['handle'] | null };
  const handle = bare._handle ?? undefined;
  bare._handle = null;
  // oxlint-enable no-underscore-dangle
  return new Socket({ handle, onread, allowHalfOpen: true });
}

parentPort?.on('message', (next: string) => {
  target = next;
});
server.listen(0, '127.0.0.1', () => {
  parentPort?.postMessage((server.address() as AddressInfo).port);
});
