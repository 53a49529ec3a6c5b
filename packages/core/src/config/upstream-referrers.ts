import type { ManifestPath } from './manifest-document.ts';
import type { RawManifest } from './raw-manifest.ts';
import type { Resolver } from './resolver.ts';
import { soundEntries } from './sound-value.ts';

/** In the legacy format what upstream has attached would be taken for ours: the two exclude one another. */
export function checkUpstreamReferrers(raw: Partial<RawManifest>, { issues }: Resolver): void {
  if (raw.attestations?.format !== 'legacy') return;
  const setters: [fields: { upstreamReferrers?: boolean }, path: ManifestPath][] = [
    [raw.defaults ?? {}, ['defaults']],
    ...soundEntries(raw.images).map<[object, ManifestPath]>(([index, image]) => [image, ['images', index]]),
  ];
  for (const [{ upstreamReferrers }, path] of setters) {
    if (upstreamReferrers !== true) continue;
    const message = 'upstreamReferrers does not go with the attestation format legacy';
    const details = { hint: 'Set attestations: {format: both}, or upstreamReferrers: false.' };
    issues.error('MIRROR_CONFIG_VALUE', [...path, 'upstreamReferrers'], message, details);
  }
}
