import type { CredentialSource, VerificationPolicy } from '@multiarch-mirror/attest';
import { MirrorError } from '@multiarch-mirror/errors';
import type { IdentityOptions, Invocation } from '../plugin/run-context.ts';
import { publicPem } from './public-key.ts';

const githubIssuer = 'https://token.actions.githubusercontent.com';

export interface PolicySources {
  /** What the chain's verifying plugin says. */
  chosen: IdentityOptions | undefined;
  invocation: Invocation;
  /** Of a private Sigstore, whose tokens its certificate authority takes. Default: GitHub's. */
  issuer: string | undefined;
  /** The text of a key. @throws MirrorError MIRROR_SIGNING_KEY */
  readKey: (key: string) => Promise<string>;
  /** The key that the chain signs with, in the modes that have one. */
  credential: (() => Promise<CredentialSource>) | undefined;
}

/**
 * Whose statements count: what the chain's verifying plugin says, else the key that the chain signs with, else the workflow that this run
 * is part of.
 * @throws MirrorError MIRROR_IDENTITY_UNKNOWN where none is known, MIRROR_SIGNING_KEY
 */
export async function verificationPolicy(sources: PolicySources): Promise<VerificationPolicy> {
  const { chosen, invocation, credential, issuer = githubIssuer } = sources;
  if (chosen !== undefined && 'key' in chosen)
    return { publicKey: publicPem(chosen.key, await sources.readKey(chosen.key)) };
  if (chosen !== undefined) return { identity: chosen.identity, issuer: chosen.issuer };
  if (credential !== undefined) {
    const { identity } = await (await credential())();
    return { publicKey: identity.pem };
  }
  if (invocation.workflow === undefined) {
    throw new MirrorError('MIRROR_IDENTITY_UNKNOWN', 'nothing says whose signatures are to count', {
      hint: 'Give the plugin `verify` an `identity` and an `issuer`.',
    });
  }
  return { identity: `^${escaped(invocation.workflow)}$`, issuer };
}

/** The text as a regular expression that matches it alone, read alike by JavaScript and RE2. */
function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
