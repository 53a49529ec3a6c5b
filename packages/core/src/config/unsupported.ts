import type { ManifestPath } from './manifest-document.ts';
import type { RawDefaults, RawManifest } from './raw-manifest.ts';
import type { Resolver } from './resolver.ts';

/** What the contract has and the engine does not take yet: an error at its line, never silence. */
export function checkUnsupported(raw: Partial<RawManifest>, resolver: Resolver): void {
  const { sigstore, defaults, images = [] } = raw;
  if (sigstore?.rekorVersion === 2)
    refuse(['sigstore', 'rekorVersion'], 'rekorVersion: 2', 'Use rekorVersion: 1.', resolver);
  if (sigstore?.timestamp !== undefined)
    refuse(['sigstore', 'timestamp'], 'sigstore.timestamp', 'Take it out.', resolver);
  if (defaults !== undefined) checkFields(defaults, ['defaults'], raw, resolver);
  for (const [index, image] of images.entries()) checkFields(image, ['images', index], raw, resolver);
}

function checkFields(
  fields: RawDefaults,
  path: ManifestPath,
  raw: Partial<RawManifest>,
  resolver: Resolver,
): void {
  if (resolver.isSpoiled(path)) return;
  if (fields.upstreamReferrers !== true) return;
  const here = [...path, 'upstreamReferrers'];
  if (raw.attestations?.format === 'legacy') {
    resolver.issues.error(
      'MIRROR_CONFIG_VALUE',
      here,
      'upstreamReferrers does not go with the attestation format legacy',
      {
        hint: 'Set attestations: {format: both}, or upstreamReferrers: false.',
      },
    );
  }
}

function refuse(path: ManifestPath, what: string, hint: string, { issues }: Resolver): void {
  issues.error('MIRROR_CONFIG_UNSUPPORTED', path, `${what} is not built yet`, { hint });
}
