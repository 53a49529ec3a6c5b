import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { OciClient } from './client.ts';
import type { Descriptor } from './descriptor.ts';
import { digestOf, sha256Digest } from './digest.ts';
import { type RawManifest, rawManifest } from './manifest.ts';
import { mediaTypes } from './media-types.ts';
import { parseRepository } from './reference.ts';
import { RegistryStub } from './registry-stub.fixture.ts';
import type { Repository } from './repository.ts';
import { collect, streamOf } from './stream.ts';

/** What a repository is asked for by this suite, whatever it stands on. */
interface Place {
  repository: (path: string) => Repository;
  close: () => Promise<void>;
}

const places: [string, () => Promise<Place>][] = [
  ['a registry without the referrers API', () => registryPlace(false)],
  ['a registry with the referrers API', () => registryPlace(true)],
  ['an OCI layout', layoutPlace],
];

async function registryPlace(referrers: boolean): Promise<Place> {
  const stub = await new RegistryStub({ referrers, mounts: true }).start();
  const client = new OciClient({ credentials: () => Promise.resolve(undefined) });
  return {
    repository: (path) => client.repository(parseRepository(`${stub.host}/${path}`)),
    close: async () => {
      await client.close();
      await stub.stop();
    },
  };
}

async function layoutPlace(): Promise<Place> {
  const directory = await mkdtemp(join(tmpdir(), 'layout-'));
  const client = new OciClient();
  return {
    repository: (path) => client.repository({ transport: 'layout', directory: join(directory, path) }),
    close: () => rm(directory, { recursive: true }),
  };
}

function blobOf(text: string, algorithm = 'sha256'): [Descriptor, () => Promise<AsyncIterable<Uint8Array>>] {
  const bytes = Buffer.from(text);
  const descriptor = { mediaType: 'text/plain', digest: digestOf(algorithm, bytes), size: bytes.length };
  return [descriptor, () => Promise.resolve(streamOf(bytes))];
}

const [emptyConfig, openEmpty] = blobOf('{}');

function manifestOf(annotations: Record<string, string>, subject?: Descriptor): RawManifest {
  return rawManifest(mediaTypes.ociManifest, {
    schemaVersion: 2,
    mediaType: mediaTypes.ociManifest,
    artifactType: 'application/x',
    config: { ...emptyConfig, mediaType: mediaTypes.empty },
    layers: [],
    ...(subject === undefined ? {} : { subject }),
    annotations,
  });
}

describe.each(places)('%s', (_, make) => {
  const open: Place[] = [];
  const place = async () => {
    const made = await make();
    open.push(made);
    return made;
  };

  afterEach(async () => {
    for (const made of open.splice(0)) await made.close();
  });

  it('says what is not there', async () => {
    const repository = (await place()).repository('none');
    const [blob] = blobOf('x');
    expect(await repository.resolve('1')).toBeUndefined();
    expect(await repository.resolve(blob.digest)).toBeUndefined();
    expect(await repository.hasBlob(blob)).toBe(false);
    expect(await repository.referrers(blob.digest)).toEqual([]);
    await expect(repository.manifest('1')).rejects.toMatchObject({ code: 'MIRROR_MANIFEST_UNKNOWN' });
    await expect(repository.blob(blob)).rejects.toMatchObject({ code: 'MIRROR_BLOB_UNKNOWN' });
    await expect(repository.tags()).rejects.toMatchObject({ code: 'MIRROR_REPOSITORY_UNKNOWN' });
  });

  it.each(['sha256', 'sha512'])('keeps blobs by %s', async (algorithm) => {
    const repository = (await place()).repository('app');
    const [blob, source] = blobOf('content', algorithm);
    expect(await repository.pushBlob(blob, source)).toBe('copied');
    expect(await repository.pushBlob(blob, () => Promise.reject(new Error('not needed')))).toBe('present');
    expect(await repository.hasBlob(blob)).toBe(true);
    expect(Buffer.from(await collect(await repository.blob(blob), 100)).toString()).toBe('content');
  });

  it('keeps empty blobs', async () => {
    const repository = (await place()).repository('app');
    const [blob, source] = blobOf('');
    expect(await repository.pushBlob(blob, source)).toBe('copied');
    expect(await collect(await repository.blob(blob), 1)).toHaveLength(0);
  });

  it.each([
    ['another content', 'CONTENT', 'MIRROR_DIGEST_MISMATCH'],
    ['too little', 'conten', 'MIRROR_SIZE_MISMATCH'],
    ['too much', 'content!', 'MIRROR_SIZE_MISMATCH'],
  ])('never commits %s', async (_name, text, code) => {
    const repository = (await place()).repository('app');
    const [blob] = blobOf('content');
    const [, wrong] = blobOf(text);
    await expect(repository.pushBlob(blob, wrong)).rejects.toMatchObject({ code });
    expect(await repository.hasBlob(blob)).toBe(false);
  });

  it('does not read a blob as another size', async () => {
    const repository = (await place()).repository('app');
    const [blob, source] = blobOf('content');
    await repository.pushBlob(blob, source);
    const reading = repository.blob({ ...blob, size: 3 }).then((stream) => collect(stream, 100));
    await expect(reading).rejects.toMatchObject({ code: 'MIRROR_SIZE_MISMATCH' });
  });

  it('mounts blobs of a neighbour', async () => {
    const { repository } = await place();
    const [blob, source] = blobOf('content');
    expect(await repository('b').mountBlob(blob, repository('a').name)).toBe(false);
    await repository('a').pushBlob(blob, source);
    expect(await repository('c').mountBlob(blob, repository('a').name)).toBe(true);
    expect(Buffer.from(await collect(await repository('c').blob(blob), 100)).toString()).toBe('content');
  });

  it('keeps manifests by digest and tag, byte for byte', async () => {
    const repository = (await place()).repository('app');
    await repository.pushBlob(emptyConfig, openEmpty);
    const compact = manifestOf({ a: '1' });
    const raw = rawManifest(mediaTypes.ociManifest, Buffer.concat([compact.bytes, Buffer.from('\n')]));
    await repository.pushManifest(raw);
    expect(await repository.resolve(raw.descriptor.digest)).toEqual(raw.descriptor);
    expect(await repository.resolve('1.0')).toBeUndefined();
    await repository.pushManifest(raw, '1.0');
    await repository.pushManifest(raw, '1');
    expect(await repository.resolve('1.0')).toEqual(raw.descriptor);
    const read = await repository.manifest('1.0');
    expect(read.descriptor).toEqual(raw.descriptor);
    expect(Buffer.from(read.bytes)).toEqual(Buffer.from(raw.bytes));
    expect((await repository.tags()).sort()).toEqual(['1', '1.0']);
    const next = manifestOf({ a: '2' });
    await repository.pushManifest(next, '1');
    expect((await repository.resolve('1'))?.digest).toBe(next.descriptor.digest);
    expect((await repository.resolve('1.0'))?.digest).toBe(raw.descriptor.digest);
  });

  it('lists referrers, however they were put, with the SPDX document first', async () => {
    const repository = (await place()).repository('app');
    await repository.pushBlob(emptyConfig, openEmpty);
    const image = manifestOf({ image: 'yes' });
    await repository.pushManifest(image, '1');
    const subject = image.descriptor;
    const signature = manifestOf({ kind: 'signature' }, subject);
    const sbom = manifestOf({ 'dev.sigstore.bundle.predicateType': 'https://spdx.dev/Document' }, subject);
    const provenance = manifestOf({ kind: 'provenance' }, subject);
    await Promise.all([
      repository.pushReferrers(subject, [signature, sbom]),
      repository.pushReferrers(subject, [provenance]),
    ]);
    const listed = await repository.referrers(subject.digest);
    expect(new Set(listed.map(({ digest }) => digest))).toEqual(
      new Set([signature, sbom, provenance].map(({ descriptor }) => descriptor.digest)),
    );
    for (const entry of listed)
      expect(entry).toMatchObject({ artifactType: 'application/x', annotations: {} });
    await repository.pushReferrers(subject, [sbom], [signature.descriptor.digest]);
    const left = (await repository.referrers(subject.digest)).map(({ digest }) => digest);
    expect(left.sort()).toEqual([sbom.descriptor.digest, provenance.descriptor.digest].sort());
    expect(await repository.referrers(sha256Digest(Buffer.from('other')))).toEqual([]);
  });

  it('refuses a referrer of something else', async () => {
    const repository = (await place()).repository('app');
    const image = manifestOf({ image: 'yes' });
    const stranger = manifestOf({ kind: 'x' }, emptyConfig);
    await expect(repository.pushReferrers(image.descriptor, [stranger])).rejects.toMatchObject({
      code: 'MIRROR_MANIFEST_INVALID',
    });
  });

  it('deletes manifests', async () => {
    const repository = (await place()).repository('app');
    await repository.pushBlob(emptyConfig, openEmpty);
    const raw = manifestOf({});
    await repository.pushManifest(raw);
    expect(await repository.deleteManifest(raw.descriptor.digest)).toBe(true);
    expect(await repository.resolve(raw.descriptor.digest)).toBeUndefined();
  });
});
