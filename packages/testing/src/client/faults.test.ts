import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BuiltArtifact } from '../image/artifact.ts';
import type { Blob } from '../image/blob.ts';
import { pushImage } from '../image/push-image.ts';
import type { EmbeddedRegistry } from '../registry/embedded-registry.ts';
import type { Fault } from '../registry/fault.ts';
import type { RecordedRequest } from '../registry/recorded-request.ts';
import { createLab, repositoryIn } from './client-lab.fixture.ts';
import { answer, faultCases } from './fault-cases.fixture.ts';
import {
  doomed,
  fresh,
  large,
  type OperationName,
  operations,
  pushed,
  referrers,
  stored,
  subject,
  user,
} from './operations.fixture.ts';

const lab = createLab();
afterEach(() => lab.close());

const names = Object.keys(operations) as OperationName[];

const table = Object.entries(faultCases).flatMap(([what, one]) =>
  (one.of ?? names).flatMap((name) =>
    (['once', 'always'] as const).map((times) => [name, what, times, one] as const),
  ),
);

describe('faults at the wire', () => {
  let registry: EmbeddedRegistry;
  let onRequest: (request: RecordedRequest) => Fault | undefined;

  beforeEach(async () => {
    onRequest = () => undefined;
    registry = await lab.registry({
      auth: { ...user, kind: 'token' },
      // Whatever arrives is kept: nothing but the client stands between a wrong byte and its publication.
      checksDigests: false,
      onRequest: (request) => onRequest(request),
    });
    const client = lab.client({ registries: { [registry.host]: { auth: user } } });
    const setter = repositoryIn(client, registry, 'app', true);
    for (const tag of ['v1', 'v2']) await pushImage(setter, subject, tag);
    for (const artifact of [...referrers, doomed]) await pushImage(setter, artifact);
    for (const blob of [stored, large]) await setter.pushBlob(blob.descriptor, blob.open);
    await repositoryIn(client, registry, 'other', true).pushBlob(pushed.descriptor, pushed.open);
  });

  it.each(table)('%s: %s, %s', async (name, _, times, { fault, ...expected }) => {
    const { like, run, others, options = {} } = operations[name];
    Object.assign(registry.options, options);
    let left = times === 'once' ? 1 : Number.POSITIVE_INFINITY;
    let met = 0;
    onRequest = (request) => {
      // The request that is answered with a challenge is none of those that are meant.
      if (request.headers.authorization === undefined) return undefined;
      if (!like(request)) return others?.(request);
      left -= 1;
      if (left < 0) return undefined;
      met += 1;
      return fault(request);
    };
    const client = lab.client({ registries: { [registry.host]: { auth: user } } });
    const repository = repositoryIn(client, registry, 'app', /^[PD]/.test(name));
    const outcome = await run(repository).then(
      () => 'right',
      (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
    );
    expect(met).toBeGreaterThan(0);
    expect([expected[times]].flat()).toContain(outcome);
    expectOnlyWhole(registry, outcome === 'right' ? name : undefined);
  });
});

const artifacts = [subject, ...referrers, doomed, fresh];

/** Reads the registry's state back: whatever it shows has the digest under which it stands. */
function expectOnlyWhole(registry: EmbeddedRegistry, done: OperationName | undefined): void {
  const { blobs, manifests, tags } = registry.repository('app');
  const known = new Map(
    [stored, large, pushed, ...artifacts.flatMap(blobsOf)].map(({ descriptor }) => [
      descriptor.digest,
      descriptor.size,
    ]),
  );
  for (const [digest, size] of blobs) expect(known.get(digest)).toBe(size);
  for (const { digest, bytes } of manifests.values()) {
    const built = artifacts.find(({ manifest }) => manifest.descriptor.digest === digest);
    expect(Buffer.from(bytes)).toEqual(Buffer.from(built?.manifest.bytes ?? []));
  }
  for (const [tag, digest] of tags)
    expect(digest).toBe((tag === 'fresh' ? fresh : subject).manifest.descriptor.digest);
  if (done?.startsWith('POST') === true || done === 'PUT upload')
    expect(blobs.get(pushed.descriptor.digest)).toBe(pushed.descriptor.size);
  if (done === 'PUT manifest') expect(tags.has('fresh')).toBe(true);
  if (done === 'DELETE manifest') expect(manifests.has(doomed.manifest.descriptor.digest)).toBe(false);
}

function blobsOf({ config, layers }: BuiltArtifact): Blob[] {
  return [config, ...layers];
}

describe('answers without end', () => {
  const limit = 48 * 1024 * 1024;
  it.each([
    'GET manifest',
    'GET manifest by tag',
    'GET blob',
    'GET large blob',
    'GET tags',
    'GET referrers',
    'GET token',
  ] as const)('%s is given up, with little of it read', async (name) => {
    let sent = 0;
    let closed = false;
    async function* endless(): AsyncGenerator<Uint8Array> {
      const piece = Buffer.alloc(1 << 16, ' ');
      try {
        for (;;) {
          sent += piece.byteLength;
          yield piece;
        }
      } finally {
        closed = true;
      }
    }
    const { like, run } = operations[name];
    const type = { 'Content-Type': 'application/vnd.oci.image.index.v1+json' };
    const registry = await lab.registry({
      auth: { ...user, kind: 'token' },
      onRequest: (request) =>
        like(request) ? answer(200, { headers: type, body: Readable.from(endless()) }) : undefined,
    });
    const client = lab.client({ registries: { [registry.host]: { auth: user } }, retry: { attempts: 1 } });
    await expect(run(repositoryIn(client, registry, 'app'))).rejects.toMatchObject({
      code: expect.stringMatching(/^MIRROR_/),
    });
    expect(sent).toBeLessThan(limit);
    await expect.poll(() => closed).toBe(true);
  });
});

it('nobody there', async () => {
  const registry = await lab.registry();
  await registry.close();
  const client = lab.client();
  for (const name of names) {
    const { run } = operations[name];
    await expect(run(repositoryIn(client, registry, 'app', true))).rejects.toMatchObject({
      code: 'MIRROR_REGISTRY_UNREACHABLE',
    });
  }
});

it('silence ends when the run is stopped', async () => {
  const registry = await lab.registry({ onRequest: () => ({ kind: 'stall' }) });
  const controller = new AbortController();
  const client = lab.client({ signal: controller.signal });
  const waiting = names.map((name) =>
    operations[name].run(repositoryIn(client, registry, `app-${name.length}`, true)),
  );
  setTimeout(() => controller.abort(), 50);
  for (const result of await Promise.allSettled(waiting)) {
    expect(result).toMatchObject({ status: 'rejected', reason: { code: 'MIRROR_INTERRUPTED' } });
  }
});

it('silence for ever ends by itself: it is met twice, and no more', async () => {
  const registry = await lab.registry({ onRequest: () => ({ kind: 'stall' }) });
  const waiting = names.map((name) => {
    const client = lab.client({ registries: { [registry.host]: { timeout: 500 } } });
    return operations[name].run(repositoryIn(client, registry, `app-${name}`, true));
  });
  for (const result of await Promise.allSettled(waiting)) {
    expect(result).toMatchObject({
      status: 'rejected',
      reason: { code: 'MIRROR_REGISTRY_UNREACHABLE', hint: expect.stringContaining('timeout') as string },
    });
  }
});

it('silence for all is not waited for by each: whoever comes later is told at once, until it has been as long again', async () => {
  let silent = true;
  const registry = await lab.registry({ onRequest: () => (silent ? { kind: 'stall' } : undefined) });
  const client = lab.client({ registries: { [registry.host]: { timeout: 500 } } });
  const ask = (number: number) => repositoryIn(client, registry, `app-${number}`).tags();
  const unreachable = { code: 'MIRROR_REGISTRY_UNREACHABLE', message: expect.any(String) as string };
  await expect(ask(0)).rejects.toMatchObject(unreachable);
  const met = registry.requests.length;
  for (let number = 1; number <= 500; number += 1) {
    await expect(ask(number)).rejects.toMatchObject({
      ...unreachable,
      message: 'the registry answers nobody',
    });
  }
  expect(registry.requests).toHaveLength(met);
  silent = false;
  const codeOf = (error: unknown): unknown => (error as { code?: unknown }).code;
  await expect.poll(() => ask(0).catch(codeOf), { timeout: 10_000 }).toBe('MIRROR_REPOSITORY_UNKNOWN');
});
