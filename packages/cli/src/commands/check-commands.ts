import type { ImageConfig, ImageReport, Report, Session } from '@multiarch-mirror/core';
import { MirrorError, printable } from '@multiarch-mirror/errors';
import { shellQuote } from '../render/shell-quote.ts';

/**
 * The commands by which anyone can check an image of a report, by default one that this run has published; none where there is none,
 * nothing signs it, or nobody says whose signatures count.
 */
export async function checkCommands(
  session: Session,
  images: readonly ImageConfig[],
  report: Report,
  isChecked: (image: ImageReport) => boolean = isPublished,
): Promise<string[]> {
  for (const published of report.images.filter(isChecked)) {
    const image = images.find(
      ({ name, position }) => name === published.image && position.line === published.line,
    );
    if (image === undefined || !image.plugins.some(({ use }) => use === 'cosign-sign')) continue;
    if (session.chain(image).signing.mode !== 'keyless') continue;
    const policy = await policyOf(session, image);
    if (policy === undefined || 'publicKey' in policy) continue;
    const { trustedRoot } = session.config.sigstore;
    const root = trustedRoot === undefined ? [] : ['--trusted-root', trustedRoot];
    const identity = ['--certificate-identity-regexp', policy.identity];
    const issuer = ['--certificate-oidc-issuer', policy.issuer];
    const verify = ['cosign', 'verify', ...root, ...identity, ...issuer, published.destination];
    return [...initialization(session), verify].map((words) => printable(words.map(shellQuote).join(' ')));
  }
  return [];
}

function isPublished({ status, action }: ImageReport): boolean {
  return status === 'done' && (action === 'create' || action === 'update' || action === 'repair');
}

/** Whose signatures count, where anybody says so. */
async function policyOf(session: Session, image: ImageConfig) {
  try {
    return await session.policy(image);
  } catch (thrown) {
    if (thrown instanceof MirrorError && thrown.code === 'MIRROR_IDENTITY_UNKNOWN') return undefined;
    throw thrown;
  }
}

/** A private Sigstore instance has to be made known to cosign, once. */
function initialization({ config: { sigstore } }: Session): string[][] {
  const { tuf, trustedRoot } = sigstore;
  if (tuf === undefined || trustedRoot !== undefined) return [];
  return [['cosign', 'initialize', '--mirror', tuf.mirror, '--root', tuf.root]];
}
