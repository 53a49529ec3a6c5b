import {
  type Descriptor,
  isIndex,
  parseImageIndex,
  parseImageManifest,
  type Repository,
} from '@multiarch-mirror/oci';

/**
 * Checks that a tag means the same on both sides, digest for digest: index, manifests, configs and layers.
 * @throws Error that names the first difference
 */
export async function expectSameContent(from: Repository, to: Repository, tag: string): Promise<void> {
  const [expected, found] = await Promise.all([from.resolve(tag), to.resolve(tag)]);
  if (expected === undefined || found?.digest !== expected.digest) {
    throw new Error(`the destination has ${found?.digest ?? 'nothing'} at ${tag}, not ${expected?.digest}`);
  }
  await expectGraph(to, expected);
}

async function expectGraph(repository: Repository, descriptor: Descriptor): Promise<void> {
  // What is read is hashed.
  const manifest = await repository.manifest(descriptor.digest);
  if (isIndex(descriptor.mediaType)) {
    for (const child of parseImageIndex(manifest).manifests) await expectGraph(repository, child);
    return;
  }
  const { config, layers } = parseImageManifest(manifest);
  for (const blob of [config, ...layers]) {
    if (!(await repository.hasBlob(blob))) throw new Error(`the destination lacks ${blob.digest}`);
  }
}
