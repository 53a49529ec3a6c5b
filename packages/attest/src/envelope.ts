import { createHash } from 'node:crypto';
import { type BundleWithDsseEnvelope, envelopeToJSON, type TransparencyLogEntry } from '@sigstore/bundle';

export type DsseEnvelope = BundleWithDsseEnvelope['content']['dsseEnvelope'];

/**
 * The envelope as sigstore-js sends it to the log: keys `payload`, `payloadType`, `signatures`, no empty `keyid`.
 */
function serializeEnvelope(envelope: DsseEnvelope): string {
  return JSON.stringify(envelopeToJSON(envelope));
}

/**
 * The text of an envelope that a log entry of type `dsse` was made from: the entry holds its hash. Ours first, then what Go's
 * library writes (the cosign CLI). `undefined` when it is neither, or the entry is of another type.
 */
export function loggedEnvelope(envelope: DsseEnvelope, entry: TransparencyLogEntry): string | undefined {
  const hash = loggedEnvelopeHash(entry);
  return [serializeEnvelope(envelope), ...goEnvelopes(envelope)].find((text) => sha256(text) === hash);
}

/** Whether an entry of type `dsse` was made from this very text. cosign before 2.6 asks for it. */
export function isLoggedEnvelope(text: string, entry: TransparencyLogEntry): boolean {
  return loggedEnvelopeHash(entry) === sha256(text);
}

function goEnvelopes(envelope: DsseEnvelope): string[] {
  const payload = envelope.payload.toString('base64');
  const signatures = envelope.signatures.map(({ keyid, sig }) => ({ keyid, sig: sig.toString('base64') }));
  const withoutKeyid = signatures.map(({ keyid, sig }) => (keyid === '' ? { sig } : { keyid, sig }));
  const { payloadType } = envelope;
  return [
    JSON.stringify({ payloadType, payload, signatures }),
    JSON.stringify({ payloadType, payload, signatures: withoutKeyid }),
  ];
}

function loggedEnvelopeHash(entry: TransparencyLogEntry): string | undefined {
  try {
    const body = JSON.parse(entry.canonicalizedBody.toString('utf8')) as {
      kind: unknown;
      spec: { envelopeHash: { value: unknown } };
    };
    const value = body.spec.envelopeHash.value;
    return body.kind === 'dsse' && typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
