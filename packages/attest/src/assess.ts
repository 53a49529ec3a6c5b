import { type MirrorError, toMirrorError } from '@multiarch-mirror/errors';
import { toSignedEntity } from '@sigstore/verify';
import { documentedIdentity, type VerificationPolicy } from './policy.ts';
import type { StoredAttestations } from './read.ts';
import { type StoredStatement, statementId, verifyStored } from './stored-statement.ts';
import type { Trust } from './trust.ts';
import type { VerifiedStatement } from './verify.ts';

/** A statement that passes the policy, with its copy in each set. */
export interface OwnStatement {
  readonly verified: VerifiedStatement;
  readonly bundle: StoredStatement | undefined;
  readonly legacy: StoredStatement | undefined;
}

interface Rejected {
  readonly stored: StoredStatement;
  /** Why it does not pass the policy. */
  readonly error: MirrorError;
}

/** What stands on a digest under one predicate type. */
export interface Assessment {
  /** The one that is kept: present in most sets, then the oldest. */
  readonly own: OwnStatement | undefined;
  /** Further statements that pass the policy: a second one breaks the documented commands. */
  readonly surplus: StoredStatement[];
  /** Those that fail it although a reader of the documents would take them for ours. */
  readonly failing: Rejected[];
  /** Of others, whom no reader of the documents trusts: left alone. */
  readonly strangers: Rejected[];
}

export interface AssessmentOptions {
  trust: Trust;
  policy: VerificationPolicy;
  predicateType: string;
}

/** Sorts everything that is stored under a predicate type, in both sets, into ours, failing and strangers'. */
export function assess(stored: StoredAttestations, options: AssessmentOptions): Assessment {
  const subject = stored.subject;
  const own = new Map<string, OwnStatement>();
  const surplus: StoredStatement[] = [];
  const failing: Rejected[] = [];
  const strangers: Rejected[] = [];
  for (const one of [...stored.bundles, ...stored.legacyAttestations]) {
    if (one.predicateType !== options.predicateType) continue;
    try {
      const verified = verifyStored(one, { ...options, subject });
      const id = statementId(one) ?? one.descriptor.digest;
      const known = own.get(id) ?? { verified, bundle: undefined, legacy: undefined };
      if (known[one.set] === undefined) own.set(id, { ...known, [one.set]: one });
      else surplus.push(one);
    } catch (error) {
      const rejected = { stored: one, error: toMirrorError(error) };
      if (claimsOurIdentity(one, options.policy)) failing.push(rejected);
      else strangers.push(rejected);
    }
  }
  const [first, ...others] = [...own.values()].sort(byCompleteness);
  for (const other of others) surplus.push(...copies(other));
  return { own: first, surplus, failing, strangers };
}

/** A statement's copies. */
export function copies(statement: OwnStatement): StoredStatement[] {
  return [statement.bundle, statement.legacy].filter((copy) => copy !== undefined);
}

function byCompleteness(one: OwnStatement, other: OwnStatement): number {
  return copies(other).length - copies(one).length || one.verified.logIndex - other.verified.logIndex;
}

/**
 * Whether readers of the documents would take a failing statement for ours: its certificate names an identity that the documents
 * admit. Where a listing leads to nothing readable there is no certificate; such an entry only misleads.
 */
function claimsOurIdentity(stored: StoredStatement, policy: VerificationPolicy): boolean {
  if (stored.bundle === undefined) return stored.set === 'bundle';
  const { key } = toSignedEntity(stored.bundle);
  const identity = key.$case === 'certificate' ? key.certificate.subjectAltName : undefined;
  return identity !== undefined && documentedIdentity(policy).test(identity);
}
