import type { ImageConfig, ImageReport, Report, Session } from '@multiarch-mirror/core';
import { MirrorError, printable } from '@multiarch-mirror/errors';
import { shellQuote } from '../render/shell-quote.ts';

/**
 * The cosign command by which anyone can check an image that this run has published; undefined where none was published,
 * nothing signs it, or nobody says whose signatures count.
 */
export function checkCommand(
  session: Session,
  images: readonly ImageConfig[],
  report: Report,
): string | undefined {
  for (const published of report.images.filter(isPublished)) {
    const image = images.find(
      ({ name, position }) => name === published.image && position.line === published.line,
    );
    if (image === undefined || !image.plugins.some(({ use }) => use === 'cosign-sign')) continue;
    const policy = policyOf(session, image);
    if (session.chain(image).signing.mode !== 'keyless' || policy === undefined) continue;
    const words = [
      'cosign',
      'verify',
      ...instance(session),
      '--certificate-identity-regexp',
      policy.identity,
      '--certificate-oidc-issuer',
      policy.issuer,
      published.destination,
    ];
    return printable(words.map(shellQuote).join(' '));
  }
  return undefined;
}

function isPublished({ status, action }: ImageReport): boolean {
  return status === 'done' && (action === 'create' || action === 'update' || action === 'repair');
}

/** Whose signatures count, where anybody says so. */
function policyOf(session: Session, image: ImageConfig): ReturnType<Session['policy']> | undefined {
  try {
    return session.policy(image);
  } catch (thrown) {
    if (thrown instanceof MirrorError && thrown.code === 'MIRROR_IDENTITY_UNKNOWN') return undefined;
    throw thrown;
  }
}

/** A private Sigstore instance has a trusted root of its own. */
function instance({ config: { sigstore } }: Session): string[] {
  return sigstore.trustedRoot === undefined ? [] : ['--trusted-root', sigstore.trustedRoot];
}
