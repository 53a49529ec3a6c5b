import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { askService } from './service-request.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('askService', () => {
  it('sends method, headers and body, and gives what is answered', async () => {
    const url = await serve((request, response) => {
      request.setEncoding('utf8').on('data', (text: string) => {
        response.setHeader('location', '/there');
        response.writeHead(201).end(`${request.method} ${request.url} ${request.headers.accept} ${text}`);
      });
    });
    const headers = { accept: 'application/json' };
    const asked = { method: 'POST', headers, body: 'ÄÖ', timeout: 5_000 } as const;
    await expect(askService(`${url}/a?b=c`, asked)).resolves.toMatchObject({
      status: 201,
      headers: { location: '/there' },
      body: Buffer.from('POST /a?b=c application/json ÄÖ'),
    });
  });

  it.each([307, 409, 503])('gives %i as an answer like any other', async (status) => {
    const url = await serve((_, response) => {
      response.writeHead(status, { location: '/other' }).end('no');
    });
    await expect(askService(url, { timeout: 5_000 })).resolves.toMatchObject({
      status,
      body: Buffer.from('no'),
    });
  });

  it('waits no longer than it may for an answer that never comes, or never ends', async () => {
    const url = await serve((request, response) => {
      if (request.url === '/begun') response.write('{');
    });
    await expect(askService(url, { timeout: 50 })).rejects.toThrow(/timeout/i);
    await expect(askService(`${url}/begun`, { timeout: 50 })).rejects.toThrow(/timeout/i);
  });

  it('fails where nobody listens, and where the connection breaks', async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{', () => response.destroy());
    });
    await expect(askService(url, { timeout: 5_000 })).rejects.toThrow();
    server?.close();
    await expect(askService('http://127.0.0.1:1', { timeout: 5_000 })).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
  });
});
