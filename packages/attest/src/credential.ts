/** A private key, and what tells verifiers whose it is. */
export interface Credential {
  /** ECDSA or RSA with SHA-256, or what the key's type asks for. */
  sign(data: Buffer): Buffer;
  readonly identity:
    | { $case: 'certificate'; pem: string }
    | { $case: 'publicKey'; pem: string; hint: string };
}

/** Gives the credential to sign with now. */
export type CredentialSource = () => Promise<Credential>;
