import { compileIdentity, type IdentityPattern } from './identity-pattern.ts';

/** Whose signatures count. */
export interface VerificationPolicy {
  /**
   * A regular expression for the whole of the certificate's subject alternative name, anchored with `^` and `$`, in the
   * subset that JavaScript and RE2 read alike: see `checkIdentity`.
   */
  identity: string;
  /** The OIDC issuer, compared as it is. */
  issuer: string;
  /**
   * What the documents tell users to give as `--certificate-identity-regexp`, unanchored as cosign reads it. Statements of
   * identities that it admits and `identity` does not would be read beside ours, so they are replaced.
   * Default: the GitHub repository of `identity` where it names one, otherwise `identity` itself.
   */
  documentedIdentity?: string;
}

/** Who signed, as a verified certificate says. */
export interface Signatory {
  /** The certificate's subject alternative name. */
  readonly identity: string;
  readonly issuer: string;
}

/** What a reader who follows the documents accepts, whole name or not. */
export function documentedIdentity(policy: VerificationPolicy): IdentityPattern {
  if (policy.documentedIdentity !== undefined) return compileIdentity(policy.documentedIdentity);
  const repository = /^\^https:\/\/github\\?\.com\/[\w.\\-]+\/[\w.\\-]+(?=\/)/.exec(policy.identity)?.[0];
  return compileIdentity(repository === undefined ? policy.identity : repository.slice(1));
}
