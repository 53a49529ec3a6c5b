import type { AttestationFormat, SigstoreConfig } from './config.ts';
import type { UnsetVariable } from './environment.ts';
import type { RawSigstore } from './raw-manifest.ts';
import type { Resolver } from './resolver.ts';

const urls = ['fulcio', 'rekor', 'timestamp', 'issuer'] as const;

export interface ResolvedSigstore {
  sigstore: SigstoreConfig;
  unset: UnsetVariable[];
}

export function resolveSigstore(
  raw: RawSigstore,
  format: AttestationFormat,
  resolver: Resolver,
): ResolvedSigstore {
  const unset: UnsetVariable[] = [];
  const expand = (text: string, ...below: string[]): string => {
    const expansion = resolver.expand(text, ['sigstore', ...below]);
    unset.push(...expansion.unset);
    return expansion.text;
  };
  const url = (text: string, ...below: string[]): string => {
    const before = unset.length;
    const value = expand(text, ...below);
    if (unset.length === before) checkUrl(value, below, resolver);
    return value;
  };
  const sigstore: SigstoreConfig = {};
  for (const key of urls) {
    const value = raw[key];
    if (value !== undefined) sigstore[key] = url(value, key);
  }
  const { rekorVersion, tuf, trustedRoot } = raw;
  if (rekorVersion !== undefined) sigstore.rekorVersion = rekorVersion;
  if (tuf !== undefined) {
    sigstore.tuf = {
      mirror: url(tuf.mirror, 'tuf', 'mirror'),
      root: resolver.absolute(expand(tuf.root, 'tuf', 'root')),
    };
  }
  if (trustedRoot !== undefined) sigstore.trustedRoot = resolver.absolute(expand(trustedRoot, 'trustedRoot'));
  checkCombination(raw, format, resolver);
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

function checkCombination(raw: RawSigstore, format: AttestationFormat, resolver: Resolver): void {
  const { issues } = resolver;
  if (raw.tuf !== undefined && raw.trustedRoot !== undefined) {
    issues.error(
      'MIRROR_CONFIG_VALUE',
      ['sigstore', 'trustedRoot'],
      'sigstore has tuf and trustedRoot, of which there can be only one',
      {
        at: 'key',
        hint: 'Take out tuf or trustedRoot.',
      },
    );
  }
  if (raw.rekorVersion !== 2) return;
  const path = ['sigstore', 'rekorVersion'];
  if (format !== 'bundle') {
    issues.error(
      'MIRROR_CONFIG_VALUE',
      path,
      `rekorVersion 2 does not go with the attestation format ${format}`,
      {
        hint: 'Set attestations: {format: bundle}, or rekorVersion: 1.',
      },
    );
  }
  if (raw.timestamp === undefined) {
    issues.error('MIRROR_CONFIG_REQUIRED', path, 'rekorVersion 2 needs a timestamp authority', {
      hint: 'Set sigstore.timestamp to its URL, or rekorVersion: 1.',
    });
  }
}
