import { MirrorError } from '@multiarch-mirror/errors';
import type { TransparencyLogEntry } from '@sigstore/bundle';

/**
 * A log entry as the annotation `dev.sigstore.cosign/bundle` holds it (cosign, specs/SIGNATURE_SPEC.md, "Rekor bundle"):
 * the entry's promise, and what the promise signs.
 */
export interface LegacyLogEntry {
  SignedEntryTimestamp: string;
  Payload: {
    /** Base64 of the canonical body. */
    body: string;
    integratedTime: number;
    logIndex: number;
    /** Hex. */
    logID: string;
  };
}

/**
 * The legacy form of a log entry.
 * @throws MirrorError MIRROR_LOG when the log gave no signed promise, which the legacy set cannot do without (Rekor v2).
 */
export function toLegacyLogEntry(entry: TransparencyLogEntry): LegacyLogEntry {
  if (entry.inclusionPromise === undefined) throw noPromise();
  return {
    SignedEntryTimestamp: entry.inclusionPromise.signedEntryTimestamp.toString('base64'),
    Payload: {
      body: entry.canonicalizedBody.toString('base64'),
      integratedTime: Number(entry.integratedTime),
      logIndex: Number(entry.logIndex),
      logID: entry.logId.keyId.toString('hex'),
    },
  };
}

/** The entry that an annotation describes: with the promise, without a proof. Unauthenticated. @throws SyntaxError, TypeError */
export function fromLegacyLogEntry(legacy: LegacyLogEntry): TransparencyLogEntry {
  const { body, integratedTime, logIndex, logID } = legacy.Payload;
  const canonicalizedBody = Buffer.from(body, 'base64');
  const { kind, apiVersion } = JSON.parse(canonicalizedBody.toString('utf8')) as Record<string, unknown>;
  return {
    logIndex: String(logIndex),
    logId: { keyId: Buffer.from(logID, 'hex') },
    kindVersion: { kind: String(kind), version: String(apiVersion) },
    integratedTime: String(integratedTime),
    inclusionPromise: { signedEntryTimestamp: Buffer.from(legacy.SignedEntryTimestamp, 'base64') },
    inclusionProof: undefined,
    canonicalizedBody,
  };
}

export function noPromise(): MirrorError {
  return new MirrorError('MIRROR_LOG', 'the transparency log gave no signed entry timestamp', {
    hint: 'Set `attestations.format: bundle`, or use a log that speaks version 1 of the API.',
  });
}
