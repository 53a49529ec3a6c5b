import type { IncomingMessage } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseRepository } from '../reference.ts';
import type { RegistryStub } from '../registry-stub.fixture.ts';
import type { Repository } from '../repository.ts';
import { closeAll, makeClient, startStub } from '../stub-client.fixture.ts';
import type { Credentials } from './credentials.ts';

const start = Date.UTC(2026, 0, 1);
const lifetime = 300;

beforeEach(() => {
  // Time alone: connections and delays stay real.
  vi.useFakeTimers({ toFake: ['Date'], now: start });
});
afterEach(async () => {
  vi.useRealTimers();
  await closeAll();
});

const after = (seconds: number) => vi.setSystemTime(start + seconds * 1000);

interface TokenRequest {
  method: string | undefined;
  form: Record<string, string>;
}

interface Scene {
  registry: RegistryStub;
  /** What was asked of the token service. */
  asked: TokenRequest[];
  /** How often the registry saw a token that is not valid (any more). */
  refused: () => number;
  open: (path?: string) => Repository;
}

/** @param answer of the token service to its n-th request; default: a token */
async function scene(
  credentials: () => Credentials | undefined = () => undefined,
  answer: (asked: TokenRequest, count: number) => { status?: number; body?: object } = () => ({}),
): Promise<Scene> {
  const asked: TokenRequest[] = [];
  const valid = new Map<string, number>();
  let refused = 0;
  const service = await startStub({
    intercept: (request, response) => {
      const give = async (): Promise<void> => {
        const wanted = { method: request.method, form: await formOf(request) };
        asked.push(wanted);
        const { status = 200, body = {} } = answer(wanted, asked.length);
        const token = `token-${asked.length}`;
        if (status === 200) valid.set(`Bearer ${token}`, Date.now() + lifetime * 1000);
        response.writeHead(status).end(JSON.stringify({ token, expires_in: lifetime, ...body }));
      };
      void give();
      return true;
    },
  });
  const registry = await startStub({
    intercept: (request, response) => {
      const { authorization } = request.headers;
      if (authorization !== undefined && (valid.get(authorization) ?? 0) > Date.now()) return false;
      if (authorization !== undefined) refused += 1;
      const challenge = `Bearer realm="http://${service.host}/token",service="stub"`;
      response.writeHead(401, { 'www-authenticate': challenge }).end();
      return true;
    },
  });
  const client = makeClient({
    credentials: () => Promise.resolve(credentials()),
    retry: { attempts: 3, baseDelay: 1, maxDelay: 10 },
  });
  return {
    registry,
    asked,
    refused: () => refused,
    open: (path = 'app') => client.repository(parseRepository(`${registry.host}/${path}`)),
  };
}

async function formOf(request: IncomingMessage): Promise<Record<string, string>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
}

const many = (repository: Repository, count = 20) =>
  Promise.allSettled(Array.from({ length: count }, (_, number) => repository.resolve(`tag-${number}`)));
const outcomes = (results: PromiseSettledResult<unknown>[]) => new Set(results.map(({ status }) => status));

describe('a token', () => {
  it('is used until shortly before its end, and renewed once before it, however many ask then', async () => {
    const { asked, refused, open } = await scene();
    const repository = open();
    await many(repository);
    after(lifetime - 31);
    await many(repository);
    expect(asked).toHaveLength(1);
    after(lifetime - 29);
    expect(outcomes(await many(repository))).toEqual(new Set(['fulfilled']));
    expect([asked.length, refused()]).toEqual([2, 0]);
    after(lifetime - 29 + lifetime - 31);
    await many(repository);
    expect(asked).toHaveLength(2);
  });

  it('is asked for again by one for all when the service is away for a moment', async () => {
    const { asked, open } = await scene(undefined, (_, count) => (count === 1 ? { status: 503 } : {}));
    expect(outcomes(await many(open()))).toEqual(new Set(['fulfilled']));
    expect(asked).toHaveLength(2);
  });

  it('that is not given fails for all who wait, and is asked for anew by who comes later', async () => {
    let gives = false;
    const { asked, open } = await scene(undefined, () => (gives ? {} : { status: 401 }));
    const repository = open();
    // The first learns of the service alone; whoever comes then waits with others.
    await repository.resolve('first').catch(() => undefined);
    const before = asked.length;
    const results = await many(repository);
    expect(results).toMatchObject(results.map(() => ({ reason: { code: 'MIRROR_UNAUTHORIZED' } })));
    expect(asked.length - before).toBeLessThanOrEqual(2);
    gives = true;
    expect(outcomes(await many(repository))).toEqual(new Set(['fulfilled']));
  });
});

describe('a refresh token', () => {
  it('is traded by the form of OAuth2', async () => {
    const { asked, open } = await scene(() => ({ identityToken: 'refresh-0' }));
    await open().resolve('1');
    expect(asked).toEqual([
      {
        method: 'POST',
        form: {
          grant_type: 'refresh_token',
          refresh_token: 'refresh-0',
          client_id: 'multiarch-mirror',
          service: 'stub',
          scope: 'repository:app:pull',
        },
      },
    ]);
  });

  it('is replaced by the one that comes with an answer, for every repository', async () => {
    let current = 'refresh-0';
    const { asked, open } = await scene(
      // As a file or a helper gives it: the same one each time.
      () => ({ identityToken: 'refresh-0' }),
      ({ form }, count) => {
        if (form.refresh_token !== current) return { status: 401 };
        current = `refresh-${count}`;
        return { body: { refresh_token: current } };
      },
    );
    await open().resolve('1');
    await open('other').resolve('1');
    after(lifetime);
    await open().resolve('1');
    expect(asked.map(({ form }) => form.refresh_token)).toEqual(['refresh-0', 'refresh-1', 'refresh-2']);
  });
});
