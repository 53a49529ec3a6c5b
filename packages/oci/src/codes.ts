import { MirrorError, type MirrorErrorOptions } from '@multiarch-mirror/errors';

/** Every code that this package raises, with what it means. */
export type OciErrorCode =
  /** A reference, repository name, digest or platform that somebody typed does not follow the grammar. */
  | 'MIRROR_REFERENCE_INVALID'
  | 'MIRROR_PLATFORM_INVALID'
  /** Content is not what its descriptor says. */
  | 'MIRROR_DIGEST_MISMATCH'
  | 'MIRROR_SIZE_MISMATCH'
  /** A manifest that cannot be used: malformed, of a type that is not supported (schema 1), or above 4 MiB. */
  | 'MIRROR_MANIFEST_INVALID'
  | 'MIRROR_MANIFEST_UNSUPPORTED'
  | 'MIRROR_MANIFEST_TOO_LARGE'
  /** A destination that knows no digests but sha256, or gives no tags to others. */
  | 'MIRROR_DIGEST_UNSUPPORTED'
  /** A blob that is read into memory (a config, an attestation) is larger than its reader allows. */
  | 'MIRROR_BLOB_TOO_LARGE'
  /** What was asked for is not there. */
  | 'MIRROR_MANIFEST_UNKNOWN'
  | 'MIRROR_BLOB_UNKNOWN'
  | 'MIRROR_REPOSITORY_UNKNOWN'
  /** The registry refuses: no or wrong credentials, no permission, too many requests, a tag that may not move. */
  | 'MIRROR_UNAUTHORIZED'
  | 'MIRROR_DENIED'
  | 'MIRROR_RATE_LIMITED'
  | 'MIRROR_TAG_IMMUTABLE'
  /** No answer, an answer that makes no sense, or one that is not safe to follow. */
  | 'MIRROR_REGISTRY_UNREACHABLE'
  | 'MIRROR_REGISTRY_ERROR'
  | 'MIRROR_REDIRECT_REFUSED'
  /** A fallback index that other writers keep changing, or a referrer that the registry does not delete. */
  | 'MIRROR_REFERRERS_CONFLICT'
  | 'MIRROR_REFERRER_NOT_REMOVED'
  /** Docker's configuration file or a credential helper. */
  | 'MIRROR_DOCKER_CONFIG_INVALID'
  | 'MIRROR_CREDENTIAL_HELPER_FAILED'
  /** A file with certificate authorities. */
  | 'MIRROR_CERTIFICATE_INVALID'
  /** The second transport is asked for, and there is no `oras`, or one that is too old. */
  | 'MIRROR_ORAS_UNAVAILABLE'
  /** A directory that is no OCI layout, one that cannot be read or written, or one that another process writes. */
  | 'MIRROR_LAYOUT_INVALID'
  | 'MIRROR_LAYOUT_LOCKED'
  /** The run was stopped. */
  | 'MIRROR_INTERRUPTED';

/** A MirrorError with a code of this package. */
export function ociError(code: OciErrorCode, message: string, options?: MirrorErrorOptions): MirrorError {
  return new MirrorError(code, message, options);
}
