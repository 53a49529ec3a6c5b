import { createHash } from 'node:crypto';
import { formatPlatform, formatRepository } from '@multiarch-mirror/oci/names';
import type { AttestationFormat, ImageConfig } from '../config/config.ts';

/** What the content of a published tag depends on: its sources, the platforms asked for, and what comes along with them. */
export function contentFingerprint(image: ImageConfig): string {
  const platforms = image.platforms === 'all' ? 'all' : image.platforms.map(formatPlatform).sort();
  const source =
    image.source.kind === 'repository'
      ? formatRepository(image.source.repository)
      : image.source.parts.map(({ platform, template }) => [formatPlatform(platform), template]);
  const { upstreamReferrers } = image;
  return hash({ platforms, source, ...(upstreamReferrers && { upstreamReferrers }) });
}

/** What its attestations depend on. `chain` comes from the plugins themselves. */
export function attestationFingerprint(chain: string, format: AttestationFormat): string {
  return hash({ chain, format });
}

/** Short: the record holds two of these for each tag, and nobody gains by a collision. */
function hash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);
}
