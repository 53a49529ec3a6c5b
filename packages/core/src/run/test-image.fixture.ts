import { collect, parsePlatform } from '@multiarch-mirror/oci';
import {
  type BuiltIndex,
  type BuiltManifest,
  buildImage,
  buildIndex,
  type EmbeddedRegistry,
} from '@multiarch-mirror/testing';

/** Puts an image into a registry under these tags, past HTTP. */
export async function publish(
  registry: EmbeddedRegistry,
  repository: string,
  tags: string | string[],
  built: BuiltManifest,
): Promise<string> {
  if (built.kind === 'index') {
    for (const member of built.members) await publish(registry, repository, [], member);
  } else {
    for (const { open } of [built.config, ...built.layers]) {
      await registry.putBlob(repository, await collect(await open(), 1 << 26));
    }
  }
  const { bytes } = built.manifest;
  registry.putManifest(repository, bytes);
  for (const tag of [tags].flat()) registry.putManifest(repository, bytes, { tag });
  return built.manifest.descriptor.digest;
}

/** A small image for one platform; the same content gives the same digest. */
export function single(content: string, platform = 'linux/amd64', format: 'oci' | 'docker' = 'oci') {
  const files = { 'etc/content': `${content} for ${platform}` };
  return buildImage({
    platform: parsePlatform(platform),
    files,
    format,
    ...(format === 'oci' && { compression: 'none' }),
  });
}

/** A small image with an index. */
export async function multi(
  content: string,
  platforms: string[] = ['linux/amd64', 'linux/arm64'],
  options: Parameters<typeof buildIndex>[1] = {},
): Promise<BuiltIndex> {
  return buildIndex(
    await Promise.all(platforms.map((platform) => single(content, platform, options.format))),
    options,
  );
}
