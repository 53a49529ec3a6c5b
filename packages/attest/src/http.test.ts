import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NoAnswer, send } from './http.ts';

let server: Server;
let url: string;

const bodyOf = async (request: IncomingMessage): Promise<string> =>
  Buffer.concat(await request.toArray()).toString('utf8');

beforeAll(async () => {
  server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const [, status = '', location = ''] = /^\/(\d+)(?:\?(.*))?$/.exec(request.url ?? '') ?? [];
      if (status === '') response.end(`${request.method} ${body}`);
      else if (location === '') response.writeHead(Number(status)).end('{"message": "it says why"}');
      else response.writeHead(Number(status), { location: decodeURIComponent(location) }).end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const post = { method: 'POST', body: 'entry' } as const;
const text = async (asking: ReturnType<typeof send>) => (await asking).body.toString('utf8');

describe('send', () => {
  it.each([
    ['GET', 301],
    ['GET', 302],
    ['GET', 307],
    ['GET', 308],
  ] as const)('follows a %s that is redirected by %i', async (_, status) => {
    await expect(text(send(`${url}/${status}?/there`))).resolves.toBe('GET ');
  });

  it.each([307, 308])('sends a POST on with its body by %i', async (status) => {
    await expect(text(send(`${url}/${status}?/there`, post))).resolves.toBe('POST entry');
  });

  it.each([
    ['a POST that would become a GET', () => send(`${url}/302?/there`, post), 302],
    ['a circle', () => send(`${url}/307?/307?`), 307],
    ['an address that is none', () => send(`${url}/307?http%3A%2F%2F%5B`), 307],
    ['another protocol', () => send(`${url}/307?file%3A%2F%2F%2Fetc%2Fpasswd`), 307],
  ])('does not follow %s', async (_, ask, status) => {
    await expect(ask()).rejects.toMatchObject({ status });
  });

  it('throws what a service says about a refusal', async () => {
    await expect(send(`${url}/400`)).rejects.toThrow(/^it answered 400: it says why$/);
    await expect(send('http://127.0.0.1:1/')).rejects.toBeInstanceOf(NoAnswer);
  });
});
