import { toMirrorError } from '@multiarch-mirror/errors';
import type { Descriptor } from '@multiarch-mirror/oci';
import { type Bundle, bundleFromJSON, bundleToJSON, envelopeFromJSON } from '@sigstore/bundle';
import { pem } from '@sigstore/core';
import { isLoggedEnvelope } from './envelope.ts';
import { fromLegacyLogEntry, type LegacyLogEntry } from './legacy-log-entry.ts';
import { legacyAnnotations } from './legacy-set.ts';
import { type Statement, statementIn } from './statement.ts';
import {
  invalid,
  type VerificationOptions,
  type VerifiedStatement,
  verifyStatementBundle,
} from './verify.ts';

/** A statement as it was found on a registry. Nothing of it is verified yet. */
export interface StoredStatement {
  readonly set: 'bundle' | 'legacy';
  /** Of the referrer, or of the layer in `.att`. */
  readonly descriptor: Descriptor;
  /** What a hint, or the statement itself, says it is. */
  readonly predicateType: string | undefined;
  /** Absent where it cannot be read: `fault` says why. */
  readonly bundle: Bundle | undefined;
  /** The layer's text, legacy only. */
  readonly envelope: string | undefined;
  readonly fault: string | undefined;
}

export function storedBundle(descriptor: Descriptor, bytes: Uint8Array): StoredStatement {
  const common = { set: 'bundle', descriptor, envelope: undefined } as const;
  const hint = descriptor.annotations?.['dev.sigstore.bundle.predicateType'];
  try {
    const bundle = bundleFromJSON(JSON.parse(Buffer.from(bytes).toString('utf8')));
    return { ...common, bundle, predicateType: claimed(bundle)?.predicateType ?? hint, fault: undefined };
  } catch (error) {
    return { ...common, bundle: undefined, predicateType: hint, fault: toMirrorError(error).message };
  }
}

/** A layer of `.att` as a bundle: with the log's promise in place of a proof, so that one verifier reads both sets. */
export function storedLayer(descriptor: Descriptor, bytes: Uint8Array): StoredStatement {
  const envelope = Buffer.from(bytes).toString('utf8');
  const common = { set: 'legacy', descriptor, envelope } as const;
  const hint = descriptor.annotations?.[legacyAnnotations.predicateType];
  try {
    const dsseEnvelope = envelopeFromJSON(JSON.parse(envelope));
    const bundle = legacyBundle(descriptor, { $case: 'dsseEnvelope', dsseEnvelope });
    return { ...common, bundle, predicateType: claimed(bundle)?.predicateType ?? hint, fault: undefined };
  } catch (error) {
    return { ...common, bundle: undefined, predicateType: hint, fault: toMirrorError(error).message };
  }
}

/** A bundle as its JSON has it; `undefined` where it could not be read. */
export function bundleDocument({ bundle }: StoredStatement): unknown {
  return bundle === undefined ? undefined : bundleToJSON(bundle);
}

const onePem = /^-----BEGIN CERTIFICATE-----\n(?:[A-Za-z0-9+/=]+\n)+-----END CERTIFICATE-----\n*$/;

/** A bundle out of a legacy layer's annotations; without a certificate a key has signed, and nothing says which. @throws TypeError, SyntaxError when they do not hold what they should */
export function legacyBundle(descriptor: Descriptor, content: Bundle['content']): Bundle {
  const certificate = descriptor.annotations?.[legacyAnnotations.certificate];
  const entry = descriptor.annotations?.[legacyAnnotations.bundle];
  if (entry === undefined) throw new TypeError('the layer has no log entry');
  if (certificate !== undefined && !onePem.test(certificate))
    throw new TypeError('the certificate is malformed');
  return {
    mediaType: 'application/vnd.dev.sigstore.bundle+json;version=0.1',
    content,
    verificationMaterial: {
      content:
        certificate === undefined
          ? { $case: 'publicKey', publicKey: { hint: '' } }
          : {
              $case: 'x509CertificateChain',
              x509CertificateChain: { certificates: [{ rawBytes: pem.toDER(certificate) }] },
            },
      tlogEntries: [fromLegacyLogEntry(JSON.parse(entry) as LegacyLogEntry)],
      timestampVerificationData: undefined,
    },
  };
}

/** The statement inside, unauthenticated; `undefined` when it is none. */
function claimed(bundle: Bundle): Statement | undefined {
  if (bundle.content.$case !== 'dsseEnvelope') return undefined;
  try {
    return statementIn(bundle.content.dsseEnvelope.payload);
  } catch {
    return undefined;
  }
}

/** The same signature in both sets is the same statement. */
export function statementId(stored: StoredStatement): string | undefined {
  const content = stored.bundle?.content;
  if (content?.$case !== 'dsseEnvelope') return undefined;
  return content.dsseEnvelope.signatures.map(({ sig }) => sig.toString('base64')).join(' ');
}

/**
 * Verifies a stored statement of either set. In the legacy set the envelope's text has to be the one that was logged, as
 * cosign before 2.6 asks.
 * @throws PolicyError as `verifyBundle`
 */
export function verifyStored(stored: StoredStatement, options: VerificationOptions): VerifiedStatement {
  if (stored.bundle === undefined) throw invalid(stored.fault ?? 'it cannot be read');
  const verified = verifyStatementBundle(stored.bundle, options);
  const entry = stored.bundle.verificationMaterial.tlogEntries[0];
  if (stored.envelope !== undefined && entry?.kindVersion.kind === 'dsse') {
    if (!isLoggedEnvelope(stored.envelope, entry)) throw invalid('its text is not the one that was logged');
  }
  return verified;
}
