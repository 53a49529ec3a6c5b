import { predicateTypes } from '@multiarch-mirror/attest';
import type { StatementRequest } from '@multiarch-mirror/core';
import { MirrorError, PolicyError } from '@multiarch-mirror/errors';
import {
  type FakeImageContext,
  type FakeImageOptions,
  fakeImageContext,
  fakeRunContext,
} from '@multiarch-mirror/testing';
import { describe, expect, it } from 'vitest';
import plugin from './plugin.ts';

/** The smallest document that is about a digest. */
const sbom = (digest: string) => ({
  spdxVersion: 'SPDX-2.3',
  packages: [{ SPDXID: 'SPDXRef-Image', name: `ghcr.io/acme/mirror/app@${digest}` }],
  relationships: [
    { spdxElementId: 'SPDXRef-DOCUMENT', relationshipType: 'DESCRIBES', relatedSpdxElement: 'SPDXRef-Image' },
  ],
});

const materials = (image: FakeImageContext) =>
  image.platforms.map(({ descriptor: { digest } }) => ({
    uri: `oci://docker.io/acme/app@${digest}`,
    digest: { sha256: digest.slice('sha256:'.length) },
  }));

/** An image on which the whole chain has done its work. */
function complete(options: FakeImageOptions = {}): FakeImageContext {
  const image = fakeImageContext(options);
  const put = (request: StatementRequest, predicate: unknown) => {
    image.promise(request);
    image.standing.push({ ...request, predicate });
  };
  for (const subject of [image.root, ...image.platforms.map(({ descriptor }) => descriptor)]) {
    put({ subject, predicateType: predicateTypes.spdx }, sbom(subject.digest));
    put({ subject, predicateType: predicateTypes.sign }, {});
  }
  const subject = image.root;
  put(
    { subject, predicateType: predicateTypes.slsaProvenance1 },
    { buildDefinition: { resolvedDependencies: materials(image) } },
  );
  put({ subject, predicateType: predicateTypes.slsaProvenance02 }, { materials: materials(image) });
  return image;
}

/** Replaces the predicate of what stands, or takes it away. */
function change(image: FakeImageContext, request: StatementRequest, predicate?: unknown): void {
  const at = image.standing.findIndex(
    ({ subject, predicateType }) =>
      subject.digest === request.subject.digest && predicateType === request.predicateType,
  );
  image.standing.splice(at, 1, ...(predicate === undefined ? [] : [{ ...request, predicate }]));
}

const verify = (image: FakeImageContext, options = {}) =>
  plugin.create(options, fakeRunContext()).verify?.(image);

describe('verify', () => {
  it('says whose signatures count, when it is told', () => {
    const run = fakeRunContext();
    plugin.create({}, run);
    expect(run.identities).toEqual([]);
    plugin.create({ identity: '^a$', issuer: 'https://issuer' }, run);
    expect(run.identities).toEqual([{ identity: '^a$', issuer: 'https://issuer' }]);
  });

  it.each([
    [undefined, false],
    [true, true],
  ])('reads with anonymous: %j as %j', async (anonymous, expected) => {
    const image = complete();
    await verify(image, anonymous === undefined ? {} : { anonymous });
    expect(image.readBackOptions).toEqual([{ anonymous: expected }]);
  });

  it('passes an image on which everything stands', async () => {
    await expect(verify(complete())).resolves.toBeUndefined();
  });

  it('asks only for the content where nothing was promised', async () => {
    await expect(verify(fakeImageContext())).resolves.toBeUndefined();
  });

  it.each<[string, (image: FakeImageContext) => void, string]>([
    [
      'a promised statement that is gone',
      (image) => change(image, { subject: image.root, predicateType: predicateTypes.slsaProvenance1 }),
      'MIRROR_NO_ATTESTATION',
    ],
    [
      'an SBOM that is none',
      (image) => change(image, { subject: image.root, predicateType: predicateTypes.spdx }, { sbom: 1 }),
      'MIRROR_SBOM_INVALID',
    ],
    [
      'the SBOM of another image',
      (image) =>
        change(
          image,
          { subject: image.root, predicateType: predicateTypes.spdx },
          sbom(`sha256:${'0'.repeat(64)}`),
        ),
      'MIRROR_SBOM_FOREIGN',
    ],
    [
      'provenance v1 of another image',
      (image) => {
        const resolvedDependencies = materials(fakeImageContext({ platforms: { 'linux/s390x': {} } }));
        change(
          image,
          { subject: image.root, predicateType: predicateTypes.slsaProvenance1 },
          { buildDefinition: { resolvedDependencies } },
        );
      },
      'MIRROR_PROVENANCE_FOREIGN',
    ],
    [
      'provenance v0.2 that lacks a platform',
      (image) =>
        change(
          image,
          { subject: image.root, predicateType: predicateTypes.slsaProvenance02 },
          { materials: materials(image).slice(1) },
        ),
      'MIRROR_PROVENANCE_FOREIGN',
    ],
    [
      'provenance from another source',
      (image) =>
        change(
          image,
          { subject: image.root, predicateType: predicateTypes.slsaProvenance02 },
          {
            materials: materials(image).map((one) => ({
              ...one,
              uri: one.uri.replace('docker.io', 'evil.example'),
            })),
          },
        ),
      'MIRROR_PROVENANCE_FOREIGN',
    ],
    [
      'provenance that says nothing',
      (image) => change(image, { subject: image.root, predicateType: predicateTypes.slsaProvenance02 }, null),
      'MIRROR_PROVENANCE_FOREIGN',
    ],
  ])('refuses %s', async (_name, spoil, code) => {
    const image = complete();
    spoil(image);
    const error: unknown = await verify(image)?.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PolicyError);
    expect(error).toMatchObject({
      code,
      place: { image: 'app', reference: `${image.reference}@${image.root.digest}` },
    });
  });

  it('wants the signature itself wherever anything is promised, also when nobody promised one', async () => {
    const image = fakeImageContext();
    const [platform] = image.platforms;
    if (platform === undefined) throw new Error('no platform');
    const request = { subject: platform.descriptor, predicateType: predicateTypes.spdx };
    image.promise(request);
    image.standing.push({ ...request, predicate: sbom(platform.descriptor.digest) });
    await expect(verify(image)).rejects.toMatchObject({
      code: 'MIRROR_NO_ATTESTATION',
      message: expect.stringContaining('signature of linux/amd64'),
    });
  });

  it('names all that does not hold in one error', async () => {
    const contentFault = new PolicyError('a layer is missing', {
      code: 'MIRROR_BLOB_UNKNOWN',
      hint: 'Copy it anew.',
    });
    const image = complete({ contentFault });
    change(image, { subject: image.root, predicateType: predicateTypes.spdx });
    change(image, { subject: image.root, predicateType: predicateTypes.slsaProvenance02 }, {});
    const error: unknown = await verify(image)?.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PolicyError);
    expect(error).toMatchObject({ code: 'MIRROR_VERIFY_FAILED' });
    for (const part of [
      'content: a layer is missing',
      'SBOM of the index',
      'provenance (v0.2) of the index',
    ]) {
      expect(error).toHaveProperty('message', expect.stringContaining(part));
    }
  });

  it('does not call a registry out of reach a matter of policy', async () => {
    const contentFault = new MirrorError('MIRROR_UNREACHABLE', 'connection refused');
    await expect(verify(complete({ contentFault }))).rejects.toBe(contentFault);
  });
});
