import { createPublicKey } from 'node:crypto';
import { PolicyError, toMirrorError } from '@multiarch-mirror/errors';
import { type Bundle, bundleFromJSON } from '@sigstore/bundle';
import { RFC3161Timestamp } from '@sigstore/core';
import { type TrustMaterial, VerificationError } from '@sigstore/verify';
import { evidenceFault } from './evidence.ts';
import { checkIdentity } from './identity-pattern.ts';
import { keyDigest } from './key-digest.ts';
import { verifySigned } from './known-signers.ts';
import { type IdentityPolicy, isKeyPolicy, type Signatory, type VerificationPolicy } from './policy.ts';
import { type Statement, statementIn, statementPayloadType } from './statement.ts';
import type { Trust } from './trust.ts';

export interface VerificationOptions {
  trust: Trust;
  policy: VerificationPolicy;
  /** `sha256:<hex>` of the index or manifest that the statement has to be about. */
  subject: string;
  /** Any, when it is left out. */
  predicateType?: string;
}

/** What is known after everything was checked. */
export interface VerifiedStatement {
  readonly statement: Statement;
  readonly signatory: Signatory;
  readonly logIndex: number;
  /** When the log entered it, or by the timestamp authority where the log does not say. */
  readonly signedAt: Date;
}

/**
 * Verifies a Sigstore bundle's JSON: certificate, log entry, signature, then identity (the whole name), issuer, payload type,
 * statement type, subject and predicate type.
 * @throws PolicyError MIRROR_SIGNATURE_INVALID, MIRROR_NOT_IN_LOG, MIRROR_WRONG_IDENTITY, MIRROR_WRONG_ISSUER,
 * MIRROR_WRONG_DIGEST, MIRROR_NO_ATTESTATION (another predicate type)
 */
export function verifyBundle(json: unknown, options: VerificationOptions): VerifiedStatement {
  let bundle: Bundle;
  try {
    bundle = bundleFromJSON(json);
  } catch (error) {
    throw invalid(`the bundle is malformed: ${toMirrorError(error).message}`, error);
  }
  return verifyStatementBundle(bundle, options);
}

/** The same for a bundle that is parsed already. */
export function verifyStatementBundle(bundle: Bundle, options: VerificationOptions): VerifiedStatement {
  if (bundle.content.$case !== 'dsseEnvelope') throw invalid('the bundle holds no statement');
  const { payload, payloadType } = bundle.content.dsseEnvelope;
  const signatory = verifySignature(bundle, options);
  if (payloadType !== statementPayloadType) throw invalid(`the payload's type is ${payloadType}`);
  const statement = readStatement(payload);
  if (!isAbout(statement, options.subject)) {
    throw new PolicyError(`the statement is not about ${options.subject}`, {
      code: 'MIRROR_WRONG_DIGEST',
      hint: 'Attest the image anew: what is attached belongs to another one.',
    });
  }
  if (options.predicateType !== undefined && statement.predicateType !== options.predicateType) {
    throw new PolicyError(`the statement is a ${statement.predicateType}`, { code: 'MIRROR_NO_ATTESTATION' });
  }
  const entry = bundle.verificationMaterial.tlogEntries[0];
  return {
    statement,
    signatory,
    logIndex: Number(entry?.logIndex),
    signedAt: signingTime(bundle),
  };
}

/** Of a bundle whose timestamps are verified: without the log's promise nobody vouches for what an entry says of its time. */
function signingTime({ verificationMaterial: { tlogEntries, timestampVerificationData } }: Bundle): Date {
  const promised = tlogEntries.find(({ inclusionPromise }) => inclusionPromise !== undefined);
  const timestamp = timestampVerificationData?.rfc3161Timestamps[0]?.signedTimestamp;
  return promised !== undefined || timestamp === undefined
    ? new Date(Number(promised?.integratedTime ?? 0) * 1000)
    : RFC3161Timestamp.parse(Buffer.from(timestamp)).signingTime;
}

/** Whether a statement names this digest. */
function isAbout(statement: Statement, digest: string): boolean {
  return statement.subject.some((subject) => `sha256:${subject.digest.sha256}` === digest);
}

/**
 * Certificate or key, log entry, signature, and whether the signatory is the one that the policy asks for; `artifact` is what a message
 * signature signs.
 * @throws PolicyError MIRROR_SIGNATURE_INVALID, MIRROR_NOT_IN_LOG, MIRROR_WRONG_IDENTITY, MIRROR_WRONG_ISSUER
 */
export function verifySignature(
  bundle: Bundle,
  { trust, policy }: { trust: Trust; policy: VerificationPolicy },
  artifact?: Buffer,
): Signatory {
  const withKey = bundle.verificationMaterial.content.$case === 'publicKey';
  if (!isKeyPolicy(policy)) {
    if (withKey) throw wrongIdentity('a key', `the identity ${policy.identity}`);
    const signatory = verifyBy(trust.material, bundle, artifact);
    checkSignatory(signatory, policy);
    return signatory;
  }
  const key = createPublicKey(policy.publicKey);
  const name = keyDigest(key);
  if (!withKey) {
    const { identity } = verifyBy(trust.material, bundle, artifact);
    throw wrongIdentity(identity, `the key ${name.toString('hex')}`);
  }
  // Whatever a bundle says which key it was: there is one that counts.
  const material = { ...trust.material, publicKey: () => ({ publicKey: key, validFor: () => true }) };
  verifyBy(material, bundle, artifact);
  return { identity: `sha256:${name.toString('hex')}`, issuer: '' };
}

function verifyBy(material: TrustMaterial, bundle: Bundle, artifact: Buffer | undefined): Signatory {
  const fault = evidenceFault(bundle, material.timestampAuthorities);
  if (fault !== undefined) throw fault.ofLog ? notInLog(fault.message) : invalid(fault.message);
  try {
    const { identity } = verifySigned(material, bundle, artifact);
    return { identity: identity?.subjectAlternativeName ?? '', issuer: identity?.extensions?.issuer ?? '' };
  } catch (error) {
    if (error instanceof VerificationError && missingFromLog.has(error.code)) {
      throw error.code === 'TIMESTAMP_ERROR' ? undated(error) : notInLog(error.message, error);
    }
    throw invalid(`the signature does not verify: ${toMirrorError(error).message}`, error);
  }
}

function notInLog(why: string, cause?: unknown): PolicyError {
  return new PolicyError(`the signature is not in the transparency log: ${why}`, {
    code: 'MIRROR_NOT_IN_LOG',
    hint: 'Attest the image anew; check that `sigstore` names the instance that signed it.',
    ...(cause === undefined ? {} : { cause }),
  });
}

function undated(cause: VerificationError): PolicyError {
  return new PolicyError(`nobody who is trusted says when it was signed: ${cause.message}`, {
    code: 'MIRROR_NOT_IN_LOG',
    hint: 'Attest the image anew; check that `sigstore` names the instance that signed it, and that its trusted root has the timestamp authority.',
    cause,
  });
}

/** @throws PolicyError MIRROR_WRONG_IDENTITY, MIRROR_WRONG_ISSUER; MirrorError MIRROR_IDENTITY_PATTERN */
function checkSignatory(signatory: Signatory, policy: IdentityPolicy): void {
  if (!checkIdentity(policy.identity).test(signatory.identity))
    throw wrongIdentity(signatory.identity, policy.identity);
  if (signatory.issuer !== policy.issuer) {
    throw new PolicyError(`the signer's identity comes from ${signatory.issuer}`, {
      code: 'MIRROR_WRONG_ISSUER',
      hint: `Check who signed it; the policy asks for the issuer ${policy.issuer}.`,
    });
  }
}

function wrongIdentity(found: string, wanted: string): PolicyError {
  return new PolicyError(`it is signed by ${found}`, {
    code: 'MIRROR_WRONG_IDENTITY',
    hint: `Check who signed it; the policy asks for ${wanted}.`,
  });
}

/** sigstore-js's codes for a log entry that is missing, not proven or not dated. */
const missingFromLog = new Set<string>([
  'TLOG_ERROR',
  'TLOG_INCLUSION_PROMISE_ERROR',
  'TLOG_INCLUSION_PROOF_ERROR',
  'TLOG_MISSING_INCLUSION_ERROR',
  'TIMESTAMP_ERROR',
]);

function readStatement(payload: Buffer): Statement {
  try {
    return statementIn(payload);
  } catch (error) {
    throw invalid(toMirrorError(error).message, error);
  }
}

export function invalid(message: string, cause?: unknown): PolicyError {
  return new PolicyError(message, {
    code: 'MIRROR_SIGNATURE_INVALID',
    hint: 'Attest the image anew, and find out who changed what is attached.',
    ...(cause === undefined ? {} : { cause }),
  });
}
