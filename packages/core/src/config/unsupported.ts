import type { RawSigstore } from './raw-manifest.ts';
import type { Resolver } from './resolver.ts';

/** What the contract has and signing does not do yet: an error at its line, never silence. */
export function checkUnsupported({ rekorVersion, timestamp }: RawSigstore, { issues }: Resolver): void {
  if (rekorVersion === 2) {
    const details = { hint: 'Use rekorVersion: 1.' };
    issues.error(
      'MIRROR_CONFIG_UNSUPPORTED',
      ['sigstore', 'rekorVersion'],
      'rekorVersion: 2 is not built yet',
      details,
    );
  }
  if (timestamp !== undefined) {
    const details = { hint: 'Take it out.', at: 'key' } as const;
    issues.error(
      'MIRROR_CONFIG_UNSUPPORTED',
      ['sigstore', 'timestamp'],
      'sigstore.timestamp is not built yet',
      details,
    );
  }
}
