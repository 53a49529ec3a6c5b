import { formatRepository } from '@multiarch-mirror/oci';
import type { ImageConfig } from '../config/config.ts';

/** Where an image may have been signed instead, as those want it that read its signatures. */
export function signedIn({ origin }: Pick<ImageConfig, 'origin'>): { origin?: string } {
  return origin === undefined ? {} : { origin: formatRepository(origin) };
}
