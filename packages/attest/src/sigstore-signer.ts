import { MirrorError } from '@multiarch-mirror/errors';
import {
  type BundleWithDsseEnvelope,
  bundleToJSON,
  envelopeToJSON,
  type TransparencyLogEntry,
  toDSSEBundle,
} from '@sigstore/bundle';
import { dsse, pem, RFC3161Timestamp } from '@sigstore/core';
import type { Credential, CredentialIdentity, CredentialSource } from './credential.ts';
import { maxEnvelopeBytes } from './envelope-limit.ts';
import { fulcioCredential } from './fulcio-credential.ts';
import type { IdentityTokenSource } from './identity-token.ts';
import { toLegacyLogEntry } from './legacy-log-entry.ts';
import { LostEntry } from './log-fault.ts';
import { PersistentService } from './persistent-service.ts';
import { publicSigstore } from './public-sigstore.ts';
import type { ImageIdentity, SignedImage, SignedStatement, Signer } from './signer.ts';
import { openServices, type SigningServiceOptions, type SigningServices } from './signing-services.ts';
import { simpleSigningPayload } from './simple-signing.ts';
import { type Statement, statementPayloadType } from './statement.ts';

export interface KeylessSignerOptions extends SigningServiceOptions {
  /** Default: public Sigstore. */
  fulcioUrl?: string;
  identityToken: IdentityTokenSource;
  /** Milliseconds since the epoch, for tests. */
  now?: () => number;
}

/** Signs with short-lived certificates of a Fulcio: an identity token is asked for once for each certificate, not each signature. */
export function createKeylessSigner(options: KeylessSignerOptions): Signer {
  const { fulcioUrl = publicSigstore.fulcioUrl, identityToken, now = Date.now } = options;
  const service = new PersistentService(options);
  const credential = fulcioCredential({ fulcioUrl, identityToken, now, service });
  return new SigstoreSigner('keyless', credential, openServices(options));
}

/** Signs with a key that is there already, and logs the signatures: see `keyCredential` and `cosignCredential`. */
export function createSigner(options: SigningServiceOptions & { credential: CredentialSource }): Signer {
  return new SigstoreSigner('key', options.credential, openServices(options));
}

class SigstoreSigner implements Signer {
  readonly kind: Signer['kind'];
  readonly #credential: CredentialSource;
  readonly #services: SigningServices;

  constructor(kind: Signer['kind'], credential: CredentialSource, services: SigningServices) {
    this.kind = kind;
    this.#credential = credential;
    this.#services = services;
  }

  async identity(): Promise<CredentialIdentity> {
    return (await this.#credential()).identity;
  }

  async sign(statement: Statement): Promise<SignedStatement> {
    const payload = Buffer.from(JSON.stringify(statement));
    // The log wants the payload in base64; what surrounds it is small.
    if ((payload.length * 4) / 3 > maxEnvelopeBytes) throw tooLarge(statement, payload.length);
    const { queue } = this.#services;
    return queue.add(async () => {
      try {
        return await this.#enter(statement, payload);
      } catch (error) {
        // Another signature is another entry.
        if (error instanceof LostEntry) return this.#enter(statement, payload);
        throw error;
      }
    });
  }

  async #enter(statement: Statement, payload: Buffer): Promise<SignedStatement> {
    const { log, timestamp } = this.#services;
    const credential = await this.#credential();
    const message = dsse.preAuthEncoding(statementPayloadType, payload);
    const signature = await credential.sign(message);
    const bundle = toDSSEBundle({
      artifact: payload,
      artifactType: statementPayloadType,
      signature,
      certificateChain: false,
      ...keyMaterial(credential),
    });
    const { content } = bundle;
    // The library copies the key's hint into the envelope, where the log's entry does not expect it.
    for (const one of content.dsseEnvelope.signatures) one.keyid = '';
    // Documents are large: their base64 is made once, for the log's text and for the bundle.
    const dsseEnvelope = envelopeToJSON(content.dsseEnvelope);
    const envelope = JSON.stringify(dsseEnvelope);
    const [entry, signedTimestamp] = await Promise.all([
      log.enter({ envelope, message, signature, credential }),
      timestamp?.(content, signature),
    ]);
    bundle.verificationMaterial.tlogEntries = [entry];
    if (signedTimestamp !== undefined)
      bundle.verificationMaterial.timestampVerificationData = { rfc3161Timestamps: [{ signedTimestamp }] };
    const serialized = Object.assign(bundleToJSON(withoutPayload(bundle)), { dsseEnvelope });
    return {
      statement,
      bundle: serialized,
      bundleBytes: Buffer.from(JSON.stringify(serialized)),
      envelope,
      signedAt: signedAt(entry, signedTimestamp),
      ...logged(credential, entry),
    };
  }

  async signImage(image: ImageIdentity): Promise<SignedImage> {
    const payload = Buffer.from(simpleSigningPayload(image));
    const { log, queue } = this.#services;
    return queue.add(async () => {
      const credential = await this.#credential();
      if (!credential.algorithm.legacy) throw notLegacy(credential);
      const signature = await credential.sign(payload);
      const entry = await log.enter({ message: payload, signature, credential });
      return { image, payload, signature: signature.toString('base64'), ...logged(credential, entry) };
    });
  }
}

function withoutPayload(bundle: BundleWithDsseEnvelope): BundleWithDsseEnvelope {
  const { $case, dsseEnvelope } = bundle.content;
  return { ...bundle, content: { $case, dsseEnvelope: { ...dsseEnvelope, payload: Buffer.alloc(0) } } };
}

function keyMaterial({ identity }: Credential): { certificate: Buffer } | { keyHint: string } {
  return identity.$case === 'certificate'
    ? { certificate: pem.toDER(identity.pem) }
    : { keyHint: identity.hint };
}

function logged({ identity }: Credential, entry: TransparencyLogEntry) {
  return {
    certificate: identity.$case === 'certificate' ? identity.pem : undefined,
    logEntry: entry.inclusionPromise === undefined ? undefined : toLegacyLogEntry(entry),
    logIndex: Number(entry.logIndex),
  };
}

/** By the log, or by the timestamp authority where the log does not say. */
function signedAt(
  { integratedTime }: TransparencyLogEntry,
  timestamp: Buffer<ArrayBuffer> | undefined,
): Date {
  return timestamp === undefined
    ? new Date(Number(integratedTime) * 1000)
    : RFC3161Timestamp.parse(timestamp).signingTime;
}

function tooLarge(statement: Statement, size: number): MirrorError {
  return new MirrorError(
    'MIRROR_STATEMENT_TOO_LARGE',
    `the statement ${statement.predicateType} has ${size} bytes, more than the transparency log takes`,
    { hint: 'Leave out platforms or files, so that the document gets smaller.' },
  );
}

function notLegacy({ algorithm }: Credential): MirrorError {
  return new MirrorError('MIRROR_SIGNING_KEY', `logs take no legacy signature of an ${algorithm.name} key`, {
    hint: 'Set `attestations: {format: bundle}`, or use a key on P-256.',
  });
}
