import type { TransparencyLogEntry } from '@sigstore/bundle';
import type { Credential } from './credential.ts';

/** What is entered: an envelope or a signature, the bytes that were signed, and by what they are verified. */
export interface Entered {
  /** The envelope's text, as the log is to know it; none of a signature. */
  envelope?: string;
  message: Buffer;
  signature: Buffer;
  credential: Credential;
}

/** A transparency log. */
export interface TransparencyLog {
  /** Without a slash at its end. */
  readonly url: string;
  /**
   * Enters a signature, and asks again with the same one where the answer was lost or broken.
   * @throws MirrorError MIRROR_LOG, MIRROR_LOG_UNREACHABLE
   */
  enter(entered: Entered): Promise<TransparencyLogEntry>;
}
