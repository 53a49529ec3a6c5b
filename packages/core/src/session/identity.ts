import type { VerificationPolicy } from '@multiarch-mirror/attest';
import { MirrorError } from '@multiarch-mirror/errors';
import type { IdentityOptions, Invocation } from '../plugin/run-context.ts';

const githubIssuer = 'https://token.actions.githubusercontent.com';

/**
 * Whose statements count: what the chain's verifying plugin says, else the workflow that this run is part of.
 * @throws MirrorError MIRROR_IDENTITY_UNKNOWN where neither is known
 */
export function verificationPolicy(
  chosen: IdentityOptions | undefined,
  invocation: Invocation,
): VerificationPolicy {
  if (chosen !== undefined) return { identity: chosen.identity, issuer: chosen.issuer };
  if (invocation.workflow === undefined) {
    throw new MirrorError('MIRROR_IDENTITY_UNKNOWN', 'nothing says whose signatures are to count', {
      hint: 'Give the plugin `verify` an `identity` and an `issuer`.',
    });
  }
  return { identity: `^${escaped(invocation.workflow)}$`, issuer: githubIssuer };
}

/** The text as a regular expression that matches it alone, read alike by JavaScript and RE2. */
function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
