import type { ImageContext, ImagePlatform } from '@multiarch-mirror/core/plugin';

/** Without an index the root is the only platform's manifest. */
export function hasIndex({ root, platforms }: ImageContext): boolean {
  return platforms.every(({ descriptor }) => descriptor.digest !== root.digest);
}

/** An index may list one manifest under several platforms. */
export function distinct(platforms: readonly ImagePlatform[]): ImagePlatform[] {
  return [...new Map(platforms.map((platform) => [platform.descriptor.digest, platform] as const)).values()];
}
