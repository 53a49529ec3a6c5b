import { copyGraph, type OciClient } from '@multiarch-mirror/oci';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { buildArtifact } from '../image/artifact.ts';
import { blobOf } from '../image/blob.ts';
import { pushBlobs, pushImage } from '../image/push-image.ts';
import { buildRichImage, type RichImage } from '../image/rich-image.ts';
import type { EmbeddedRegistry } from '../registry/embedded-registry.ts';
import { profileUser, type RegistryProfile, registryProfiles } from '../registry/profiles.ts';
import { createLab, repositoryIn } from './client-lab.fixture.ts';

const lab = createLab();
afterEach(() => lab.close());

const names = Object.keys(registryProfiles) as RegistryProfile[];
/** The client is told which registry it is, or has to find out what it can. */
const clients = names.flatMap((name) => [name, undefined].map((profile) => [name, profile] as const));

/** What this registry takes of everything. */
function imageFor(name: RegistryProfile): Promise<RichImage> {
  const { mixedIndexes, subjects } = registryProfiles[name];
  return buildRichImage({ mixed: mixedIndexes !== false, subjects: subjects !== false });
}

describe.each(clients)('a registry like %s, to a client of profile %s', (name, profile) => {
  let image: RichImage;
  beforeAll(async () => {
    image = await imageFor(name);
  });

  const start = async (): Promise<{ registry: EmbeddedRegistry; client: OciClient }> => {
    // A denial that means nothing, or patience, can only be told from one that means it by who says it.
    const { flakyPuts, burstLimit, ...rest } = registryProfiles[name];
    const told = profile !== undefined;
    const registry = await lab.registry({
      ...rest,
      flakyPuts: told && flakyPuts === true,
      ...(burstLimit !== undefined && (told || burstLimit.status === 429) && { burstLimit }),
    });
    for (const path of ['copy', 'other']) registry.createRepository(path);
    return { registry, client: clientOf(registry) };
  };
  const clientOf = (registry: EmbeddedRegistry): OciClient => {
    const { password } = profileUser;
    const credentials =
      name === 'acr' ? { identityToken: password } : { username: profileUser.username, password };
    const settings = profile === undefined ? {} : { profile };
    return lab.client({
      credentials: (host) => Promise.resolve(host === registry.host ? credentials : undefined),
      registries: { [registry.host]: settings },
      // Who is told no time has to outlast the window by itself.
      retry: {
        attempts: 5,
        baseDelay: registryProfiles[name].burstLimit?.status === 429 ? 40 : 1,
        maxDelay: 2_000,
      },
    });
  };

  it('takes a whole image, and gives it back', async () => {
    const plain = await lab.registry();
    await pushImage(repositoryIn(lab.client(), plain, 'app', true), image.index, 'v1');
    const { registry, client } = await start();
    const root = image.index.manifest.descriptor;
    const to = repositoryIn(client, registry, 'copy', true);
    const away = await copyGraph({ from: repositoryIn(client, plain, 'app'), to, root });
    expect(away.present).toBe(false);
    await to.pushManifest(image.index.manifest, 'v1');
    // ECR and its like refuse to take the same tag again; it stands there, so that is no failure.
    await to.pushManifest(image.index.manifest, 'v1');

    const back = await lab.registry();
    const stranger = clientOf(registry);
    const there = repositoryIn(stranger, registry, 'copy');
    expect(await there.resolve('v1')).toEqual(root);
    // Where there is no referrers API, the subject of one of its artifacts has a fallback tag too.
    expect((await there.tags()).filter((tag) => !tag.startsWith('sha256-'))).toEqual(['v1']);
    await copyGraph({ from: there, to: repositoryIn(stranger, back, 'app', true), root });
    expect(back.repository('app').blobs).toEqual(plain.repository('app').blobs);
    expect([...back.repository('app').manifests.keys()].toSorted()).toEqual(
      [...plain.repository('app').manifests.keys()].toSorted(),
    );
  });

  it('mounts what a sibling has, or takes it as it is', async () => {
    const { registry, client } = await start();
    const blob = blobOf('application/octet-stream', 'some content');
    const [copy, other] = [
      repositoryIn(client, registry, 'copy', true),
      repositoryIn(client, registry, 'other', true),
    ];
    await other.pushBlob(blob.descriptor, blob.open);
    for (const from of [{ ...other.name, path: 'nobody/has-made-this' }, other.name]) {
      if (from.transport === 'registry' && !(await copy.mountBlob(blob.descriptor, from)))
        await copy.pushBlob(blob.descriptor, blob.open);
    }
    expect(registry.repository('copy').blobs.has(blob.descriptor.digest)).toBe(true);
  });

  it('keeps referrers, or says that it does not', async () => {
    const { registry, client } = await start();
    const repository = repositoryIn(client, registry, 'copy', true);
    const subject = buildArtifact({ artifactType: 'application/x.test' });
    await pushImage(repository, subject);
    const { descriptor } = subject.manifest;
    expect(await repository.referrers(descriptor.digest)).toEqual([]);
    const referrer = buildArtifact({ artifactType: 'application/x.sbom', subject: descriptor });
    await pushBlobs(repository, referrer);
    const pushed = repository.pushReferrers(descriptor, [referrer.manifest]);
    if (registryProfiles[name].subjects === false) {
      await expect(pushed).rejects.toMatchObject({ code: expect.stringMatching(/^MIRROR_/) });
      return;
    }
    await pushed;
    for (const reader of [repository, repositoryIn(clientOf(registry), registry, 'copy')]) {
      const found = await reader.referrers(descriptor.digest);
      expect(found.map(({ digest }) => digest)).toEqual([referrer.manifest.descriptor.digest]);
    }
  });

  it('never sees its credentials anywhere else', async () => {
    const { registry, client } = await start();
    const repository = repositoryIn(client, registry, 'copy', true);
    const blob = blobOf('application/octet-stream', 'some content');
    await repository.pushBlob(blob.descriptor, blob.open);
    for await (const _ of await repository.blob(blob.descriptor));
    await repository.referrers(blob.descriptor.digest);
    const elsewhere = registry.requests.filter(({ headers }) => headers.host !== registry.host);
    expect(elsewhere.filter(({ headers }) => headers.authorization !== undefined)).toEqual([]);
    expect(elsewhere.length > 0).toBe(registryProfiles[name].blobsElsewhere === true);
  });
});
