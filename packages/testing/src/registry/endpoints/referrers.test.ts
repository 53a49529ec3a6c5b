import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestOf } from '../digest.ts';
import { type EmbeddedRegistry, startRegistry } from '../embedded-registry.ts';

const mediaType = 'application/vnd.oci.image.manifest.v1+json';
const indexType = 'application/vnd.oci.image.index.v1+json';
const subject = { mediaType, digest: digestOf(Buffer.from('a subject that is not there')), size: 27 };

describe.each([true, false])('referrers, with the API: %s', (referrersApi) => {
  let registry: EmbeddedRegistry;
  let pushed: Response;
  beforeAll(async () => {
    registry = await startRegistry({ referrersApi });
    const digest = await registry.putBlob('a', Buffer.from('{}'));
    const config = { mediaType: 'application/vnd.oci.empty.v1+json', digest, size: 2 };
    const base = { schemaVersion: 2, mediaType, config, layers: [config], subject };
    const put = (document: object) =>
      fetch(`${registry.url}/v2/a/manifests/${digestOf(Buffer.from(JSON.stringify(document)))}`, {
        method: 'PUT',
        body: JSON.stringify(document),
        headers: { 'content-type': mediaType },
      });
    pushed = await put({ ...base, artifactType: 'application/x.one', annotations: { note: 'first' } });
    await put(base);
  });
  afterAll(async () => await registry.close());
  const list = (query = '', digest = subject.digest) =>
    fetch(`${registry.url}/v2/a/referrers/${digest}${query}`);

  it('says on a push whether it keeps the list', () => {
    expect(pushed.status).toBe(201);
    expect(pushed.headers.get('oci-subject')).toBe(referrersApi ? subject.digest : null);
  });

  it('lists them with artifactType and annotations', async () => {
    const answer = await list();
    expect(answer.status).toBe(referrersApi ? 200 : 404);
    if (!referrersApi) return;
    expect(answer.headers.get('content-type')).toBe(indexType);
    const { manifests } = (await answer.json()) as { manifests: { artifactType: string }[] };
    expect(manifests.map(({ artifactType }) => artifactType).sort()).toEqual([
      'application/vnd.oci.empty.v1+json',
      'application/x.one',
    ]);
    expect(manifests).toContainEqual(
      expect.objectContaining({ artifactType: 'application/x.one', annotations: { note: 'first' } }),
    );
  });

  it('filters by artifactType and says so', async () => {
    if (!referrersApi) return;
    const answer = await list('?artifactType=application%2Fx.one');
    expect(answer.headers.get('oci-filters-applied')).toBe('artifactType');
    expect(await answer.json()).toMatchObject({ manifests: [{ artifactType: 'application/x.one' }] });
  });

  it('has an empty list for what nothing refers to', async () => {
    if (!referrersApi) return;
    const answer = await list('', digestOf(Buffer.from('nothing')));
    expect(await answer.json()).toEqual({ schemaVersion: 2, mediaType: indexType, manifests: [] });
  });
});
