import { createHash } from 'node:crypto';
import { MirrorError } from '@multiarch-mirror/errors';
import {
  bundleToJSON,
  type TransparencyLogEntry,
  toDSSEBundle,
  toMessageSignatureBundle,
} from '@sigstore/bundle';
import { dsse, pem } from '@sigstore/core';
import type { Credential, CredentialSource } from './credential.ts';
import { isLoggedEnvelope, serializeEnvelope } from './envelope.ts';
import { maxEnvelopeBytes } from './envelope-limit.ts';
import { fulcioCredential } from './fulcio-credential.ts';
import type { IdentityTokenSource } from './identity-token.ts';
import { keyCredential } from './key-credential.ts';
import { toLegacyLogEntry } from './legacy-log-entry.ts';
import type { ImageIdentity, SignedImage, SignedStatement, Signer } from './signer.ts';
import { simpleSigningPayload } from './simple-signing.ts';
import { type Statement, statementPayloadType } from './statement.ts';
import { rekorLog, type TransparencyLog } from './transparency-log.ts';

/** Public Sigstore. */
export const publicSigstore = {
  fulcioUrl: 'https://fulcio.sigstore.dev',
  rekorUrl: 'https://rekor.sigstore.dev',
} as const;

export interface KeylessSignerOptions {
  /** Default: public Sigstore. */
  fulcioUrl?: string;
  rekorUrl?: string;
  identityToken: IdentityTokenSource;
  /** Milliseconds since the epoch, for tests. */
  now?: () => number;
}

/** Signs with short-lived certificates of a Fulcio: an identity token is asked for once for each certificate, not each signature. */
export function createKeylessSigner(options: KeylessSignerOptions): Signer {
  const { fulcioUrl = publicSigstore.fulcioUrl, identityToken, now = Date.now } = options;
  return new SigstoreSigner(
    'keyless',
    fulcioCredential({ fulcioUrl, identityToken, now }),
    rekorLog(options.rekorUrl ?? publicSigstore.rekorUrl),
  );
}

export interface KeySignerOptions {
  /** PEM, PKCS 8. */
  privateKey: string;
  passphrase?: string;
  rekorUrl?: string;
}

/** Signs with a local private key and logs the signatures. @throws MirrorError MIRROR_SIGNING_KEY */
export function createKeySigner(options: KeySignerOptions): Signer {
  const credential = keyCredential(options.privateKey, options.passphrase);
  return new SigstoreSigner('key', credential, rekorLog(options.rekorUrl ?? publicSigstore.rekorUrl));
}

class SigstoreSigner implements Signer {
  readonly kind: Signer['kind'];
  private readonly credential: CredentialSource;
  private readonly log: TransparencyLog;

  constructor(kind: Signer['kind'], credential: CredentialSource, log: TransparencyLog) {
    this.kind = kind;
    this.credential = credential;
    this.log = log;
  }

  async sign(statement: Statement): Promise<SignedStatement> {
    const payload = Buffer.from(JSON.stringify(statement));
    // The log wants the payload in base64; what surrounds it is small.
    if ((payload.length * 4) / 3 > maxEnvelopeBytes) throw tooLarge(statement, payload.length);
    const credential = await this.credential();
    const bundle = toDSSEBundle({
      artifact: payload,
      artifactType: statementPayloadType,
      signature: credential.sign(dsse.preAuthEncoding(statementPayloadType, payload)),
      certificateChain: false,
      ...keyMaterial(credential),
    });
    // The library copies the key's hint into the envelope, where the log's entry does not expect it.
    for (const signature of bundle.content.dsseEnvelope.signatures) signature.keyid = '';
    const envelope = serializeEnvelope(bundle.content.dsseEnvelope);
    const entry = await this.log.enter(bundle.content, credential.identity.pem);
    if (!isLoggedEnvelope(envelope, entry)) throw foreignEntry(this.log.url);
    bundle.verificationMaterial.tlogEntries = [entry];
    const serialized = bundleToJSON(bundle);
    return {
      statement,
      bundle: serialized,
      bundleBytes: Buffer.from(JSON.stringify(serialized)),
      envelope,
      ...logged(credential, entry),
    };
  }

  async signImage(image: ImageIdentity): Promise<SignedImage> {
    const payload = simpleSigningPayload(image);
    const credential = await this.credential();
    const signature = credential.sign(Buffer.from(payload));
    const { content } = toMessageSignatureBundle({
      digest: createHash('sha256').update(payload).digest(),
      signature,
      certificateChain: false,
      ...keyMaterial(credential),
    });
    const entry = await this.log.enter(content, credential.identity.pem);
    return { image, payload, signature: signature.toString('base64'), ...logged(credential, entry) };
  }
}

function keyMaterial({ identity }: Credential): { certificate: Buffer } | { keyHint: string } {
  return identity.$case === 'certificate'
    ? { certificate: pem.toDER(identity.pem) }
    : { keyHint: identity.hint };
}

function logged({ identity }: Credential, entry: TransparencyLogEntry) {
  return {
    certificate: identity.$case === 'certificate' ? identity.pem : undefined,
    logEntry: toLegacyLogEntry(entry),
    logIndex: Number(entry.logIndex),
  };
}

function tooLarge(statement: Statement, size: number): MirrorError {
  return new MirrorError(
    'MIRROR_STATEMENT_TOO_LARGE',
    `the statement ${statement.predicateType} has ${size} bytes, more than the transparency log takes`,
    { hint: 'Leave out platforms or files, so that the document gets smaller.' },
  );
}

function foreignEntry(url: string): MirrorError {
  return new MirrorError(
    'MIRROR_LOG',
    `the transparency log ${url} answered with an entry of something else`,
    {
      hint: 'Check what answers at the address of the log.',
    },
  );
}
