import { afterEach, describe, expect, it } from 'vitest';
import { type EmbeddedRegistry, startRegistry } from './embedded-registry.ts';
import type { RegistryAuth } from './options.ts';

const user = { username: 'somebody', password: 'pass:word' };
const basic = `Basic ${Buffer.from('somebody:pass:word').toString('base64')}`;
let registry: EmbeddedRegistry;
afterEach(async () => await registry.close());

async function start(auth: Omit<RegistryAuth, 'username' | 'password'>): Promise<void> {
  registry = await startRegistry({ auth: { ...user, ...auth } });
  await registry.putBlob('a/b', Buffer.from('x'));
}

async function call(path: string, authorization?: string, method = 'GET'): Promise<Response> {
  return await fetch(`${registry.url}${path}`, {
    method,
    headers: authorization === undefined ? {} : { authorization },
  });
}

async function token(scope: string, authorization?: string): Promise<string> {
  const answer = await call(`/token?service=x&scope=${scope}`, authorization);
  return `Bearer ${((await answer.json()) as { token: string }).token}`;
}

describe('basic credentials', () => {
  it('are asked for and checked', async () => {
    await start({ kind: 'basic' });
    const refused = await call('/v2/');
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')).toMatch(/^Basic realm=/);
    expect((await call('/v2/', 'Basic c29tZWJvZHk6d3Jvbmc=')).status).toBe(401);
    expect((await call('/v2/', basic)).status).toBe(200);
  });

  it('are needed for writing only, where everybody may pull', async () => {
    await start({ kind: 'basic', anonymousPull: true });
    expect((await call('/v2/a/b/tags/list')).status).toBe(200);
    expect((await call('/v2/a/b/blobs/uploads/', undefined, 'POST')).status).toBe(401);
  });
});

describe('tokens', () => {
  it('are issued for a scope that the challenge names, and checked', async () => {
    await start({ kind: 'token' });
    const refused = await call('/v2/a/b/blobs/uploads/?mount=x&from=c', undefined, 'POST');
    expect(refused.headers.get('www-authenticate')).toBe(
      `Bearer realm="${registry.url}/token",service="embedded registry",scope="repository:a/b:pull,push repository:c:pull"`,
    );
    expect((await call('/token?scope=repository:a/b:pull')).status).toBe(401);
    const pull = await token('repository:a/b:pull', basic);
    expect((await call('/v2/a/b/tags/list', pull)).status).toBe(200);
    expect((await call('/v2/a/c/tags/list', pull)).status).toBe(401);
    const denied = await call('/v2/a/b/blobs/uploads/', pull, 'POST');
    expect(denied.headers.get('www-authenticate')).toMatch(/error="insufficient_scope"$/);
    const push = await token('repository:a/b:pull,push', basic);
    expect((await call('/v2/a/b/blobs/uploads/', push, 'POST')).status).toBe(202);
  });

  it('without credentials allow pulls alone', async () => {
    await start({ kind: 'token', anonymousPull: true });
    const anonymous = await token('repository:a/b:pull,push');
    expect((await call('/v2/a/b/tags/list')).status).toBe(401);
    expect((await call('/v2/a/b/tags/list', anonymous)).status).toBe(200);
    expect((await call('/v2/a/b/blobs/uploads/', anonymous, 'POST')).status).toBe(401);
  });

  it('expire', async () => {
    await start({ kind: 'token', tokenSeconds: -1 });
    expect((await call('/v2/', await token('', basic))).status).toBe(401);
  });
});
