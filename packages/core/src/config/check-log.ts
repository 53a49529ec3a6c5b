import type { RawManifest } from './raw-manifest.ts';
import type { Resolver } from './resolver.ts';

/** Entries of a log of version 2 carry neither a time nor a promise, without which nothing else than bundles can be verified. */
export function checkLog(
  { sigstore, attestations }: Pick<Partial<RawManifest>, 'sigstore' | 'attestations'>,
  { issues }: Resolver,
): void {
  if (sigstore?.rekorVersion !== 2) return;
  const needed = [
    ...(sigstore.rekor === undefined ? ['rekor'] : []),
    ...(sigstore.timestamp === undefined ? ['timestamp'] : []),
    ...(attestations?.format === 'bundle' ? [] : ['attestations: {format: bundle}']),
  ];
  if (needed.length === 0) return;
  issues.error(
    'MIRROR_CONFIG_VALUE',
    ['sigstore', 'rekorVersion'],
    `rekorVersion: 2 needs ${needed.join(', ')}`,
    {
      hint: 'Add it: entries of such a log carry no time, which a timestamp authority has to give, and no promise, without which the legacy format cannot be.',
    },
  );
}
