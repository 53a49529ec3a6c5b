import type { KeyAlgorithm } from './key-algorithm.ts';

/** A private key, and what tells verifiers whose it is. */
export interface Credential {
  /** By the digest of `algorithm`. */
  sign(data: Buffer): Promise<Buffer>;
  readonly algorithm: KeyAlgorithm;
  readonly identity: CredentialIdentity;
}

/** What a signature is verified with. */
export type CredentialIdentity =
  | { $case: 'certificate'; pem: string }
  /** `hint` is the SHA-256 of the key (SubjectPublicKeyInfo, DER) in base64, as cosign writes it. */
  | { $case: 'publicKey'; pem: string; hint: string };

/** Gives the credential to sign with now. */
export type CredentialSource = () => Promise<Credential>;
