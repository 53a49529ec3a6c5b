import { MirrorError } from '@multiarch-mirror/errors';

/** What of a Sigstore bundle says which statement it holds. */
export interface BundleIdentity {
  /** The same signature is the same statement. */
  signature: string;
  predicateType: string;
}

/** GitHub's own limit for a predicate; the bundle around it is little more. */
const limit = 16 * 1024 * 1024;

/** `undefined` for what is no bundle around a statement. */
export function identify(bundle: unknown): BundleIdentity | undefined {
  try {
    const { dsseEnvelope } = bundle as { dsseEnvelope: { payload: string; signatures: { sig: string }[] } };
    const statement = JSON.parse(Buffer.from(dsseEnvelope.payload, 'base64').toString('utf8')) as {
      predicateType?: unknown;
    };
    if (typeof statement.predicateType !== 'string') return undefined;
    return { signature: dsseEnvelope.signatures[0]?.sig ?? '', predicateType: statement.predicateType };
  } catch {
    return undefined;
  }
}

/** @throws MirrorError MIRROR_GITHUB_TOO_LARGE for a bundle that GitHub would refuse */
export function checkSize(bundle: unknown, what: string, most: number = limit): void {
  const bytes = Buffer.byteLength(JSON.stringify(bundle));
  if (bytes <= most) return;
  throw new MirrorError(
    'MIRROR_GITHUB_TOO_LARGE',
    `${what} takes ${bytes} bytes, and GitHub keeps no more than ${most}`,
    {
      hint: 'Set `subjects: index`, or take github-attestations out of the `plugins` of this image.',
    },
  );
}
