import type { SerializedBundle } from '@sigstore/bundle';
import type { CredentialIdentity } from './credential.ts';
import type { LegacyLogEntry } from './legacy-log-entry.ts';
import type { Statement } from './statement.ts';

/** A statement, signed and logged, in the shapes that both storage formats need. */
export interface SignedStatement {
  readonly statement: Statement;
  /** A Sigstore bundle v0.3 with a DSSE envelope, as JSON (protobuf-specs, sigstore_bundle.proto). */
  readonly bundle: SerializedBundle;
  /** The bytes of `bundle` that are stored. */
  readonly bundleBytes: Uint8Array;
  /**
   * The envelope byte for byte as the log received it (`proposedContent.envelope`): the log's entry holds its hash, and
   * cosign before 2.6 compares it with the stored one. Never serialise it again.
   */
  readonly envelope: string;
  /** The signing certificate, PEM; absent where a key signs. */
  readonly certificate: string | undefined;
  /** The entry as the annotation `dev.sigstore.cosign/bundle` holds it; none where the log makes no promise (Rekor v2). */
  readonly logEntry: LegacyLogEntry | undefined;
  readonly logIndex: number;
  readonly signedAt: Date;
}

/** The image that a legacy signature (`.sig`) is about. */
export interface ImageIdentity {
  /** The destination repository, `host[:port]/path`, without tag or digest. */
  readonly reference: string;
  /** `sha256:<hex>` of the index or manifest. */
  readonly digest: string;
  /** The repository in which it was signed, where it was brought here from there: a signature may name that one instead. */
  readonly origin?: string;
}

/** A simple signing payload, signed and logged as `hashedrekord`: one layer of a `.sig` tag. */
export interface SignedImage {
  readonly image: ImageIdentity;
  /** The payload's exact bytes. */
  readonly payload: Uint8Array;
  /** Base64. */
  readonly signature: string;
  readonly certificate: string | undefined;
  readonly logEntry: LegacyLogEntry | undefined;
  readonly logIndex: number;
}

/** Signs and logs. One signer serves all images of a run, at any concurrency. */
export interface Signer {
  readonly kind: 'keyless' | 'key';

  /**
   * What its signatures are going to be verified with; a certificate is asked for where there is none yet.
   * @throws MirrorError MIRROR_IDENTITY_TOKEN, MIRROR_CERTIFICATE, MIRROR_SIGNING_KEY
   */
  identity(): Promise<CredentialIdentity>;

  /**
   * Wraps the statement in a DSSE envelope, signs it and enters it into the transparency log.
   * @throws MirrorError MIRROR_IDENTITY_TOKEN, MIRROR_CERTIFICATE, MIRROR_LOG, MIRROR_LOG_UNREACHABLE, MIRROR_TIMESTAMP,
   * MIRROR_SIGNING_KEY, MIRROR_STATEMENT_TOO_LARGE
   */
  sign(statement: Statement): Promise<SignedStatement>;

  /**
   * Signs what `cosign sign` before 3.0 signed: a simple signing payload that names repository and digest.
   * @throws MirrorError MIRROR_IDENTITY_TOKEN, MIRROR_CERTIFICATE, MIRROR_LOG
   */
  signImage(image: ImageIdentity): Promise<SignedImage>;
}
