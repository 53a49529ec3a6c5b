import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { buildArtifact } from '../image/artifact.ts';
import { pushImage } from '../image/push-image.ts';
import type { EmbeddedRegistry } from '../registry/embedded-registry.ts';
import type { Fault } from '../registry/fault.ts';
import { createLab, repositoryIn } from './client-lab.fixture.ts';

const lab = createLab();
afterEach(() => lab.close());

interface Load {
  registry: EmbeddedRegistry;
  /** The most requests that there were at once since the last call. */
  most: () => number;
}

/** A registry that gives this answer where more than so many requests are there at once. */
async function loaded(limit: number, answer: Extract<Fault, { kind: 'answer' }>): Promise<Load> {
  let running = 0;
  let most = 0;
  const registry = await lab.registry({
    onRequest: async () => {
      running += 1;
      most = Math.max(most, running);
      const over = running > limit;
      await sleep(25);
      running -= 1;
      return over ? answer : undefined;
    },
  });
  return {
    registry,
    most: () => {
      const seen = most;
      most = 0;
      return seen;
    },
  };
}

describe('how much a registry is asked for at once', () => {
  it.each<[what: string, answer: Extract<Fault, { kind: 'answer' }>]>([
    ['429', { kind: 'answer', status: 429, headers: { 'Retry-After': '0.01' } }],
    ['503', { kind: 'answer', status: 503 }],
    ['403 that means throttling', { kind: 'answer', status: 403, body: 'secondary rate limit' }],
  ])('falls where it answers %s, and every request comes to its end', async (_, answer) => {
    const { registry, most } = await loaded(4, answer);
    const client = lab.client({ retry: { attempts: 12, baseDelay: 2, maxDelay: 1_000 } });
    const repository = repositoryIn(client, registry, 'app');
    const ask = (count: number) =>
      Promise.all(Array.from({ length: count }, (__, number) => repository.resolve(`tag-${number}`)));
    // The first request alone learns what the registry wants to be shown.
    await ask(1);
    most();
    expect(await ask(60)).toEqual(Array.from({ length: 60 }, () => undefined));
    expect(most()).toBeGreaterThan(16);
    // It has learnt: nearer to what the registry bears than to what it began with.
    expect(await ask(40)).toEqual(Array.from({ length: 40 }, () => undefined));
    expect(most()).toBeLessThanOrEqual(16);
  });

  it('is no more than the setting says, for whatever number of images', async () => {
    const { registry, most } = await loaded(Number.POSITIVE_INFINITY, { kind: 'answer', status: 503 });
    const client = lab.client({ registries: { [registry.host]: { concurrency: 3 } } });
    await Promise.all(
      Array.from({ length: 30 }, (__, number) =>
        repositoryIn(client, registry, `app-${number % 5}`).resolve('v1'),
      ),
    );
    expect(most()).toBe(3);
  });

  it('is said by one registry and means that one alone', async () => {
    const [busy, other] = [
      await loaded(1, { kind: 'answer', status: 429, headers: { 'Retry-After': '0.2' } }),
      await loaded(Number.POSITIVE_INFINITY, { kind: 'answer', status: 503 }),
    ];
    const client = lab.client({ retry: { attempts: 2, baseDelay: 1, maxDelay: 1_000 } });
    const many = ({ registry }: Load) =>
      Promise.allSettled(
        Array.from({ length: 20 }, (__, number) =>
          repositoryIn(client, registry, 'app').resolve(`${number}`),
        ),
      );
    await Promise.all([many(busy), repositoryIn(client, other.registry, 'app').resolve('first')]);
    other.most();
    await many(other);
    expect(other.most()).toBeGreaterThan(16);
  });
});

describe('a burst that is more than a registry allows', () => {
  it.each([
    [403, 'ghcr'],
    [429, 'quay'],
  ] as const)('and refuses by %i is waited out, as by %s', async (status, profile) => {
    const registry = await lab.registry({ burstLimit: { requests: 3, milliseconds: 60, status } });
    const client = lab.client({
      registries: { [registry.host]: { profile } },
      retry: { attempts: 10, baseDelay: 20, maxDelay: 2_000 },
    });
    const artifact = buildArtifact({ artifactType: 'application/x.test' });
    const repository = repositoryIn(client, registry, 'app', true);
    await pushImage(repository, artifact);
    registry.resetRequests();
    const tags = Array.from({ length: 12 }, (_, number) => `v${number}`);
    await Promise.all(tags.map((tag) => repository.pushManifest(artifact.manifest, tag)));
    expect(await Promise.all(tags.map((tag) => repository.resolve(tag)))).toEqual(
      tags.map(() => artifact.manifest.descriptor),
    );
    expect(registry.requests.filter((request) => request.status === status).length).toBeGreaterThan(0);
  });
});
