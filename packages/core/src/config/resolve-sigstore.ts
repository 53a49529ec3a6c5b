import type { SigstoreConfig } from './config.ts';
import { parseDuration } from './duration.ts';
import type { Expansion, UnsetVariable } from './environment.ts';
import type { RawSigstore } from './raw-manifest.ts';
import type { Resolver } from './resolver.ts';

const urls = ['fulcio', 'rekor', 'timestamp', 'issuer'] as const;

export interface ResolvedSigstore {
  sigstore: SigstoreConfig;
  unset: UnsetVariable[];
}

export function resolveSigstore(raw: RawSigstore, resolver: Resolver): ResolvedSigstore {
  const unset: UnsetVariable[] = [];
  const expansionOf = (text: string, below: readonly string[]): Expansion => {
    const expansion = resolver.expand(text, ['sigstore', ...below]);
    unset.push(...expansion.unset);
    return expansion;
  };
  const expand = (text: string, ...below: string[]): string => expansionOf(text, below).text;
  const url = (text: string, ...below: string[]): string => {
    const expansion = expansionOf(text, below);
    if (expansion.unset.length === 0 && !expansion.faulty) checkUrl(expansion.text, below, resolver);
    return expansion.text;
  };
  const sigstore: SigstoreConfig = {};
  for (const key of urls) {
    const value = raw[key];
    if (value !== undefined) sigstore[key] = url(value, key);
  }
  const { rekorVersion, tuf, trustedRoot, timeout } = raw;
  if (timeout !== undefined) sigstore.timeout = parseDuration(timeout);
  if (rekorVersion !== undefined) sigstore.rekorVersion = rekorVersion;
  if (tuf?.mirror !== undefined && tuf.root !== undefined) {
    sigstore.tuf = {
      mirror: url(tuf.mirror, 'tuf', 'mirror'),
      root: resolver.absolute(expand(tuf.root, 'tuf', 'root')),
    };
  }
  if (trustedRoot !== undefined) sigstore.trustedRoot = resolver.absolute(expand(trustedRoot, 'trustedRoot'));
  if (tuf !== undefined && trustedRoot !== undefined) refuseTwoRoots(resolver);
  return { sigstore, unset };
}

function checkUrl(value: string, below: readonly string[], resolver: Resolver): void {
  if (/^https?:\/\//.test(value) && URL.canParse(value)) return;
  resolver.issues.error(
    'MIRROR_CONFIG_VALUE',
    ['sigstore', ...below],
    `${below.join('.')} is ${JSON.stringify(value)}, which is not a URL`,
    {
      hint: 'Write it with its scheme: https://….',
    },
  );
}

function refuseTwoRoots({ issues }: Resolver): void {
  const message = 'sigstore has tuf and trustedRoot, of which there can be only one';
  const details = { at: 'key', hint: 'Take out tuf or trustedRoot.' } as const;
  issues.error('MIRROR_CONFIG_VALUE', ['sigstore', 'trustedRoot'], message, details);
}
