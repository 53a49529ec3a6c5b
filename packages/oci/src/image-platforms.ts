import { ociError } from './codes.ts';
import type { Descriptor } from './descriptor.ts';
import { parseImageManifest, type RawManifest } from './manifest.ts';
import { isArtifactManifest, mediaTypes } from './media-types.ts';
import { isUnknownPlatform, normalPlatform, type Platform } from './platform.ts';
import type { RepositoryReader } from './repository.ts';
import { closeStream, collect } from './stream.ts';

const configLimit = 16 * 1024 * 1024;

/** A blob whole, for what is known to be small. @throws MirrorError MIRROR_BLOB_TOO_LARGE above `limit` bytes */
export async function readBlob(
  reader: RepositoryReader,
  descriptor: Descriptor,
  limit: number = configLimit,
): Promise<Uint8Array> {
  if (descriptor.size > limit) {
    throw ociError('MIRROR_BLOB_TOO_LARGE', `${descriptor.digest} is larger than ${limit} bytes`);
  }
  const stream = await reader.blob(descriptor);
  try {
    return await collect(stream, limit);
  } finally {
    await closeStream(stream);
  }
}

/**
 * The platform that an image's config names (image-spec, config.md); `undefined` for an artifact, whose config is none.
 * @throws MirrorError MIRROR_MANIFEST_INVALID
 */
export async function imagePlatform(
  reader: RepositoryReader,
  manifest: RawManifest,
): Promise<Platform | undefined> {
  if (isArtifactManifest(manifest.descriptor.mediaType)) return undefined;
  const { config } = parseImageManifest(manifest);
  if (config.mediaType !== mediaTypes.ociConfig && config.mediaType !== mediaTypes.dockerConfig)
    return undefined;
  const bytes = await readBlob(reader, config);
  let parsed: Partial<Record<string, unknown>> | null;
  try {
    parsed = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    throw ociError('MIRROR_MANIFEST_INVALID', `the image's config ${config.digest} is not JSON`);
  }
  const { os, architecture, variant, 'os.version': version } = parsed ?? {};
  if (typeof os !== 'string' || typeof architecture !== 'string' || os === '' || architecture === '')
    return undefined;
  const platform = normalPlatform({
    os,
    architecture,
    ...(typeof variant === 'string' ? { variant } : {}),
    ...(typeof version === 'string' ? { 'os.version': version } : {}),
  });
  return isUnknownPlatform(platform) ? undefined : platform;
}
