import { createPublicKey } from 'node:crypto';
import type { Bundle } from '@sigstore/bundle';
import { type SignedEntity, toSignedEntity } from '@sigstore/verify';
import { compileIdentity, type IdentityPattern } from './identity-pattern.ts';
import { keyDigest } from './key-digest.ts';

/** Whose signatures count: those of an identity, or those of a key. */
export type VerificationPolicy = IdentityPolicy | KeyPolicy;

/** Certificates of a Fulcio. */
export interface IdentityPolicy {
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

/** One key, whose signatures carry no certificate. */
export interface KeyPolicy {
  /** PEM, SubjectPublicKeyInfo. */
  publicKey: string;
}

/** Who signed, as a verified certificate says; with a key it is the key's SHA-256, and nobody vouches for it. */
export interface Signatory {
  /** The certificate's subject alternative name. */
  readonly identity: string;
  readonly issuer: string;
}

export function isKeyPolicy(policy: VerificationPolicy): policy is KeyPolicy {
  return 'publicKey' in policy;
}

/** What a reader who follows the documents accepts, whole name or not. */
export function documentedIdentity(policy: IdentityPolicy): IdentityPattern {
  if (policy.documentedIdentity !== undefined) return compileIdentity(policy.documentedIdentity);
  const repository = /^\^https:\/\/github\\?\.com\/[\w.\\-]+\/[\w.\\-]+(?=\/)/.exec(policy.identity)?.[0];
  return compileIdentity(repository === undefined ? policy.identity : repository.slice(1));
}

/**
 * Whether a reader who follows the documents would take this for ours: its certificate names an identity that the documents admit, or
 * it was made with our key. Nothing of it need be verified; `undefined` where nobody can say, since its certificate cannot be read.
 */
export function isReadAsOurs(bundle: Bundle, policy: VerificationPolicy): boolean | undefined {
  const key = keyOf(bundle);
  if (key === undefined) return undefined;
  if (isKeyPolicy(policy)) {
    return (
      key.$case === 'public-key' &&
      key.hint === keyDigest(createPublicKey(policy.publicKey)).toString('base64')
    );
  }
  const identity = key.$case === 'certificate' ? key.certificate.subjectAltName : undefined;
  return identity !== undefined && documentedIdentity(policy).test(identity);
}

function keyOf(bundle: Bundle): SignedEntity['key'] | undefined {
  try {
    // Of an image's signature what it signs is not needed for this.
    return toSignedEntity(bundle, Buffer.alloc(0)).key;
  } catch {
    return undefined;
  }
}
