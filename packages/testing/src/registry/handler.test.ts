import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedRegistry, startRegistry } from './embedded-registry.ts';
import type { Fault } from './fault.ts';

const content = 'x'.repeat(1000);
let registry: EmbeddedRegistry;
let url: string;
let fault: Fault | undefined;
beforeEach(async () => {
  fault = undefined;
  registry = await startRegistry({ onRequest: () => fault });
  url = `${registry.url}/v2/a/b/blobs/${await registry.putBlob('a/b', Buffer.from(content))}`;
});
afterEach(async () => await registry.close());

/** What arrives of the body, and whether it ended as it should: `fetch` hides the first where the second is not so. */
async function received(): Promise<{ bytes: number; complete: boolean }> {
  return await new Promise((resolve, reject) => {
    const call = request(url, (response) => {
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.byteLength;
      });
      response.on('close', () => resolve({ bytes, complete: response.complete }));
      response.on('error', () => undefined);
    });
    call.on('error', reject);
    call.end();
  });
}

describe('faults', () => {
  it('answer instead of the registry', async () => {
    fault = { kind: 'answer', status: 429, headers: { 'Retry-After': '7' }, body: 'slow down' };
    const answer = await fetch(url);
    expect([answer.status, answer.headers.get('retry-after'), await answer.text()]).toEqual([
      429,
      '7',
      'slow down',
    ]);
  });

  it('reset the connection before the answer, and before or after the work', async () => {
    fault = { kind: 'reset' };
    await expect(fetch(url, { method: 'DELETE' })).rejects.toThrow();
    expect(registry.repository('a/b').blobs.size).toBe(1);
    fault = { kind: 'reset', handled: true };
    await expect(fetch(url, { method: 'DELETE' })).rejects.toThrow();
    expect(registry.repository('a/b').blobs.size).toBe(0);
    expect(registry.requests.map(({ status }) => status)).toEqual([0, 0]);
  });

  it('end the connection in the middle of the body', async () => {
    fault = { kind: 'truncate', afterBytes: 400 };
    expect(await received()).toEqual({ bytes: 400, complete: false });
    expect(registry.requests).toMatchObject([{ status: 200, bytes: 400 }]);
  });

  it('halt in the middle, with a connection that stays', async () => {
    fault = { kind: 'halt', afterBytes: 400 };
    const answer = await fetch(url, { signal: AbortSignal.timeout(100) });
    const { value } = (await answer.body?.getReader().read()) ?? {};
    expect(value?.length).toBe(400);
    fault = { kind: 'halt', afterBytes: 400 };
    const other = await fetch(url, { signal: AbortSignal.timeout(100) });
    await expect(other.text()).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('stall until the client gives up', async () => {
    fault = { kind: 'stall' };
    await expect(fetch(url, { signal: AbortSignal.timeout(50) })).rejects.toThrow();
  });

  it('stall and go on', async () => {
    fault = { kind: 'stall', milliseconds: 10 };
    expect(await (await fetch(url)).text()).toBe(content);
  });

  it('send wrong bytes of the right length', async () => {
    fault = { kind: 'corrupt' };
    const text = await (await fetch(url)).text();
    expect(text).toHaveLength(content.length);
    expect(text).not.toBe(content);
    expect(text.slice(1)).toBe(content.slice(1));
  });
});

describe('records', () => {
  it('say what each request was', async () => {
    await fetch(url);
    await fetch(`${registry.url}/v2/`);
    await fetch(`${registry.url}/v2/a/b/blobs/uploads/?digest=sha256:1`, { method: 'POST', body: 'abc' });
    await fetch(`${registry.url}/v2/a/b/tags/list?n=1`, { method: 'HEAD' });
    await fetch(`${registry.url}/elsewhere`);
    expect(registry.requests).toMatchObject([
      {
        method: 'GET',
        kind: 'blob',
        repository: 'a/b',
        reference: url.split('/').at(-1),
        status: 200,
        bytes: 1000,
      },
      { method: 'GET', kind: 'ping', path: '/v2/', status: 200 },
      { method: 'POST', kind: 'upload', repository: 'a/b', status: 400, bytesReceived: 3 },
      { method: 'HEAD', kind: 'tags', path: '/v2/a/b/tags/list', status: 405, bytes: 0 },
      { method: 'GET', kind: 'other', status: 404 },
    ]);
    registry.resetRequests();
    expect(registry.requests).toEqual([]);
  });

  it('reach the registry under both of its names', async () => {
    expect((await fetch(`http://${registry.localhost}/v2/`)).status).toBe(200);
  });
});
