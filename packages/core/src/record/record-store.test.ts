import { formatRepository, OciClient, parseRepository } from '@multiarch-mirror/oci';
import { type EmbeddedRegistry, startRegistry } from '@multiarch-mirror/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RecordedTag } from './record.ts';
import { recordLocation } from './record-location.ts';
import { RecordStore } from './record-store.ts';

let registry: EmbeddedRegistry;
let client: OciClient;

beforeEach(async () => {
  registry = await startRegistry();
  client = new OciClient();
});
afterEach(async () => {
  await client.close();
  await registry.close();
});

/** A store as each run has its own. */
function store(): RecordStore {
  const namespace = parseRepository(`${registry.host}/mirror`);
  const name = parseRepository(`${registry.host}/mirror/app`);
  const location = recordLocation(namespace, name);
  return new RecordStore(client.repository(location.repository), location, formatRepository(name));
}

const digest = (of: number) => `sha256:${of.toString(16).padStart(64, '0')}`;

function tags(from: number, count: number): Record<string, RecordedTag> {
  const numbers = Array.from({ length: count }, (_, index) => from + index);
  return Object.fromEntries(
    numbers.map((number) => [
      `1.${number}.0`,
      {
        digest: digest(number),
        upstream: [{ reference: `docker.io/library/app:1.${number}.0`, digest: digest(number) }],
        platforms: [],
        missing: [],
        content: 'content',
        chain: 'chain',
      },
    ]),
  );
}

const requests = () => registry.requests.splice(0).map(({ method, kind }) => `${method} ${kind}`);

describe('RecordStore', () => {
  it.each([
    ['in one request', 10, ['GET manifest']],
    ['in two where it is large', 3000, ['GET manifest', 'GET blob']],
  ])('reads what was written %s', async (_name, count, expected) => {
    await store().write({ tags: tags(0, count), seen: {} });
    requests();
    expect(Object.keys((await store().read()).tags)).toHaveLength(count);
    expect(requests()).toEqual(expected);
  });

  it('asks nothing where nothing has changed since it was read', async () => {
    await store().write({ tags: tags(0, 2), seen: {} });
    const again = store();
    await again.read();
    requests();
    await again.write({ tags: tags(0, 2), seen: {} });
    expect(requests()).toEqual([]);
  });

  it('writes by a HEAD, the content, the manifest and a HEAD', async () => {
    await store().write({ tags: tags(0, 2), seen: {} });
    const again = store();
    await again.read();
    requests();
    await again.write({ tags: tags(2, 1), seen: {} });
    expect(requests().toSorted()).toEqual([
      'HEAD manifest',
      'HEAD manifest',
      'POST upload',
      'PUT manifest',
      'PUT upload',
    ]);
  });

  it('merges what another run has written since it was read', async () => {
    const [one, other] = [store(), store()];
    await Promise.all([one.read(), other.read()]);
    await one.write({ tags: tags(0, 1), seen: {} });
    await other.write({ tags: tags(1, 1), seen: {} });
    expect(Object.keys((await store().read()).tags)).toEqual(['1.0.0', '1.1.0']);
  });

  it('is written again over what is no record', async () => {
    const bytes = Buffer.from('{"schemaVersion": 2, "mediaType": "application/json"}');
    registry.putManifest('mirror/mirror-records', bytes, { tag: 'app' });
    const again = store();
    expect((await again.read()).tags).toEqual({});
    await again.write({ tags: tags(0, 1), seen: {} });
    expect(Object.keys((await store().read()).tags)).toEqual(['1.0.0']);
  });
});
