import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OciClient } from '../client.ts';
import type { Descriptor } from '../descriptor.ts';
import { sha256Digest } from '../digest.ts';
import { parseImageIndex, type RawManifest, rawManifest, referrerDescriptor } from '../manifest.ts';
import { mediaTypes } from '../media-types.ts';
import { parseRepository } from '../reference.ts';
import { fallbackTag } from '../referrer-index.ts';
import { RegistryStub } from '../registry-stub.fixture.ts';
import type { Repository } from '../repository.ts';
import { closeAll, makeClient } from '../stub-client.fixture.ts';

const subject: Descriptor = {
  mediaType: mediaTypes.ociIndex,
  digest: sha256Digest(Buffer.from('image')),
  size: 5,
};
const tag = fallbackTag(subject.digest);

function referrer(kind: string, annotations: Record<string, string> = { kind }): RawManifest {
  const config = { mediaType: mediaTypes.empty, digest: sha256Digest(Buffer.from('{}')), size: 2 };
  return rawManifest(mediaTypes.ociManifest, {
    schemaVersion: 2,
    artifactType: 'application/x',
    config,
    layers: [],
    subject,
    annotations,
  });
}

afterEach(closeAll);

describe('the fallback index', () => {
  let stub: RegistryStub;
  let client: OciClient;
  let repository: Repository;

  beforeEach(async () => {
    stub = await new RegistryStub().start();
    client = new OciClient({ credentials: () => Promise.resolve(undefined), retry: { baseDelay: 1 } });
    repository = client.repository(parseRepository(`${stub.host}/app`));
  });

  afterEach(async () => {
    await client.close();
    await stub.stop();
  });

  const stored = () => {
    const found = stub.manifests.get(`app ${tag}`);
    if (found === undefined) throw new Error('there is no fallback index');
    return parseImageIndex(rawManifest(found.type, found.bytes));
  };
  const store = (entries: Descriptor[], more: object = {}) => {
    const index = rawManifest(mediaTypes.ociIndex, { schemaVersion: 2, manifests: entries, ...more });
    return repository.pushManifest(index, tag);
  };

  it('is written once for all referrers, and the API is asked for once', async () => {
    await repository.pushReferrers(subject, [referrer('a'), referrer('b'), referrer('c')]);
    expect(stub.count(new RegExp(`PUT /v2/app/manifests/${tag}`))).toBe(1);
    // Before the manifests, before the index, and once to see that it stands: nobody else has written it.
    expect(stub.count(new RegExp(`GET /v2/app/manifests/${tag}`))).toBe(3);
    await repository.referrers(subject.digest);
    await repository.referrers(sha256Digest(Buffer.from('other')));
    expect(stub.count(/GET \/v2\/app\/referrers/)).toBe(1);
    expect(stored().manifests.map(({ annotations }) => annotations?.kind)).toEqual(['a', 'b', 'c']);
  });

  it('is left alone when it is complete', async () => {
    await repository.pushReferrers(subject, [referrer('a')]);
    stub.log.length = 0;
    await repository.pushReferrers(subject, [referrer('a')]);
    expect(stub.log).toEqual([`GET /v2/app/manifests/${tag}`]);
  });

  it('is not read before manifests that were made just now', async () => {
    await repository.pushReferrers(subject, [referrer('a')]);
    stub.log.length = 0;
    await repository.pushReferrers(subject, [referrer('b')], [], { isNew: true });
    expect(stub.log.map((line) => line.replace(/sha256:.*/, 'DIGEST'))).toEqual([
      'PUT /v2/app/manifests/DIGEST',
      `GET /v2/app/manifests/${tag}`,
      `PUT /v2/app/manifests/${tag}`,
      `GET /v2/app/manifests/${tag}`,
    ]);
    expect(stored().manifests.map(({ annotations }) => annotations?.kind)).toEqual(['a', 'b']);
  });

  it('keeps the entries of others and what else the index holds', async () => {
    const foreign = referrerDescriptor(referrer('foreign'));
    await store([foreign], { annotations: { theirs: 'too' } });
    await repository.pushReferrers(subject, [referrer('a')]);
    expect(stored()).toMatchObject({ annotations: { theirs: 'too' } });
    expect(stored().manifests.map(({ digest }) => digest)).toEqual([
      foreign.digest,
      referrer('a').descriptor.digest,
    ]);
  });

  it('gets back what another writer took away', async () => {
    let disturbances = 2;
    stub.behaviour.intercept = (request) => {
      // Another tool writes its own index over ours, just before we read it back.
      if (disturbances > 0 && stub.manifests.has(`app ${tag}`) && request.method === 'GET') {
        disturbances -= 1;
        const foreign = [referrerDescriptor(referrer(`foreign ${disturbances}`))];
        const { bytes } = rawManifest(mediaTypes.ociIndex, { schemaVersion: 2, manifests: foreign });
        stub.manifests.set(`app ${tag}`, { type: mediaTypes.ociIndex, bytes: Buffer.from(bytes) });
      }
      return false;
    };
    await repository.pushReferrers(subject, [referrer('a'), referrer('b')]);
    const kinds = stored().manifests.map(({ annotations }) => annotations?.kind);
    expect(kinds).toEqual(expect.arrayContaining(['a', 'b', 'foreign 0']));
  });

  it('loses nothing that others write while a busy registry is waited for', async () => {
    let refusals = 2;
    stub.behaviour.intercept = (request, response) => {
      if (refusals === 0 || request.method !== 'PUT' || request.url?.endsWith(tag) !== true) return false;
      refusals -= 1;
      const foreign = Array.from({ length: 2 - refusals }, (_, number) => referrer(`foreign ${number}`));
      const manifests = foreign.map(referrerDescriptor);
      const { bytes } = rawManifest(mediaTypes.ociIndex, { schemaVersion: 2, manifests });
      stub.manifests.set(`app ${tag}`, { type: mediaTypes.ociIndex, bytes: Buffer.from(bytes) });
      response.writeHead(503).end();
      return true;
    };
    await repository.pushReferrers(subject, [referrer('a')]);
    const kinds = stored().manifests.map(({ annotations }) => annotations?.kind);
    expect(kinds).toEqual(['foreign 0', 'foreign 1', 'a']);
  });

  it('gives up on a writer who never rests', async () => {
    stub.behaviour.intercept = (request) => {
      if (request.method === 'GET') stub.manifests.delete(`app ${tag}`);
      return false;
    };
    await expect(repository.pushReferrers(subject, [referrer('a')])).rejects.toMatchObject({
      code: 'MIRROR_REFERRERS_CONFLICT',
    });
  });

  it('is mended where others left artifactType or annotations out', async () => {
    const theirs = referrer('theirs');
    const gone = referrer('gone').descriptor;
    await repository.pushManifest(theirs);
    await store([theirs.descriptor, gone]);
    await repository.pushReferrers(subject, [referrer('a')]);
    expect(stored().manifests).toEqual([referrerDescriptor(theirs), gone, referrerDescriptor(referrer('a'))]);
  });

  it('is whole to who only reads it, each manifest read once, and nothing is written', async () => {
    const theirs = Array.from({ length: 3 }, (_, number) => referrer(`theirs ${number}`));
    for (const manifest of theirs) await repository.pushManifest(manifest);
    const gone = referrer('gone').descriptor;
    const whole = referrerDescriptor(referrer('whole'));
    const typed = {
      ...theirs[0]?.descriptor,
      artifactType: 'application/vnd.oci.empty.v1+json',
    } as Descriptor;
    await store([typed, ...theirs.slice(1).map(({ descriptor }) => descriptor), gone, whole]);
    stub.log.length = 0;
    for (const _ of ['once', 'again'])
      expect(await repository.referrers(subject.digest)).toEqual([
        ...theirs.map(referrerDescriptor),
        gone,
        whole,
      ]);
    expect(stub.count(/^GET .*manifests\/sha256:/)).toBe(4);
    expect(stub.log.every((line) => line.startsWith('GET'))).toBe(true);
  });

  it('costs at most fifty manifests, however much of it is broken', async () => {
    const entries = Array.from({ length: 80 }, (_, number) => referrer(`${number}`).descriptor);
    await store(entries);
    stub.log.length = 0;
    expect(await repository.referrers(subject.digest)).toEqual(entries);
    expect(stub.count(/^GET .*manifests\/sha256:/)).toBe(50);
  });

  it('costs nothing more where it is whole', async () => {
    await repository.pushReferrers(subject, [referrer('a'), referrer('b')]);
    stub.log.length = 0;
    await repository.referrers(subject.digest);
    expect(stub.log).toEqual([`GET /v2/app/manifests/${tag}`]);
  });

  it('is not mended by what cannot be read, and fails where the registry does', async () => {
    const theirs = referrer('theirs');
    await repository.pushManifest(theirs);
    await store([theirs.descriptor]);
    const key = `app ${theirs.descriptor.digest}`;
    const right = stub.manifests.get(key);
    stub.manifests.set(key, { type: mediaTypes.ociManifest, bytes: Buffer.from('{}') });
    const reader = (retry = {}) =>
      makeClient({ retry: { baseDelay: 1, ...retry } }).repository(parseRepository(`${stub.host}/app`));
    expect(await reader().referrers(subject.digest)).toEqual([theirs.descriptor]);
    let failures = 5;
    stub.behaviour.intercept = (request, response) => {
      if (request.url?.endsWith(theirs.descriptor.digest) !== true || failures === 0) return false;
      failures -= 1;
      response.writeHead(503).end();
      return true;
    };
    if (right !== undefined) stub.manifests.set(key, right);
    const late = reader({ attempts: 5 });
    await expect(late.referrers(subject.digest)).rejects.toMatchObject({ status: 503 });
    expect(await late.referrers(subject.digest)).toEqual([referrerDescriptor(theirs)]);
  });

  it('has the SPDX document first', async () => {
    const sbom = referrer('sbom', { 'dev.sigstore.bundle.predicateType': 'https://spdx.dev/Document' });
    await repository.pushReferrers(subject, [referrer('a'), sbom]);
    expect(stored().manifests[0]?.digest).toBe(sbom.descriptor.digest);
  });

  it('is not what a registry resolves to the subject itself', async () => {
    const image = rawManifest(mediaTypes.ociIndex, { schemaVersion: 2, manifests: [] });
    stub.manifests.set(`app ${fallbackTag(image.descriptor.digest)}`, {
      type: mediaTypes.ociIndex,
      bytes: Buffer.from(image.bytes),
    });
    expect(await repository.referrers(image.descriptor.digest)).toEqual([]);
  });

  it('shortens long digests to a valid tag', () => {
    expect(fallbackTag(`sha512:${'a'.repeat(128)}`)).toBe(`sha512-${'a'.repeat(64)}`);
  });
});
