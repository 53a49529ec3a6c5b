import type { ImageContext, ImagePlatform } from '@multiarch-mirror/core/plugin';
import type { Descriptor } from '@multiarch-mirror/oci';

/** The index first, then each platform's manifest once. */
export function subjects(image: ImageContext): Descriptor[] {
  const platforms = distinct(image.platforms).map(({ descriptor }) => descriptor);
  return hasIndex(image) ? [image.root, ...platforms] : platforms;
}

/** Without an index the root is the only platform's manifest. */
export function hasIndex({ root, platforms }: ImageContext): boolean {
  return platforms.every(({ descriptor }) => descriptor.digest !== root.digest);
}

/** An index may list one manifest under several platforms. */
export function distinct(platforms: readonly ImagePlatform[]): ImagePlatform[] {
  return [...new Map(platforms.map((platform) => [platform.descriptor.digest, platform] as const)).values()];
}
