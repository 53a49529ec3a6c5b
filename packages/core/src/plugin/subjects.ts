import type { Descriptor } from '@multiarch-mirror/oci';
import type { ImageContext } from './image-context.ts';

/** What statements are about: the root and each platform's manifest, once each. Without an index the root is a platform's manifest. */
export function subjects({ root, platforms }: Pick<ImageContext, 'root' | 'platforms'>): Descriptor[] {
  const all = [root, ...platforms.map(({ descriptor }) => descriptor)];
  return [...new Map(all.map((descriptor) => [descriptor.digest, descriptor] as const)).values()];
}
