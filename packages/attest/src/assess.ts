import { type MirrorError, PolicyError, toMirrorError } from '@multiarch-mirror/errors';
import type { AttestationSlot } from './attestation-slot.ts';
import { isReadAsOurs, type VerificationPolicy } from './policy.ts';
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
  /** Those that fail it, or have the wrong content, although a reader of the documents would take them for ours. */
  readonly failing: Rejected[];
  /** Those that another entry of the manifest counts as its own, by another policy: nobody else takes them away. */
  readonly allied: Rejected[];
  /** Of others, whom no reader of the documents trusts: left alone. */
  readonly strangers: Rejected[];
}

export interface AssessmentOptions extends Pick<AttestationSlot, 'predicateType' | 'policy' | 'refuse'> {
  trust: Trust;
  /** Of other entries that fill the same repository. */
  others?: readonly VerificationPolicy[];
}

/** Sorts everything that is stored under a predicate type, in both sets, into ours, failing, other entries' and strangers'. */
export function assess(stored: StoredAttestations, options: AssessmentOptions): Assessment {
  const own = new Map<string, OwnStatement>();
  const sorted: Omit<Assessment, 'own'> = { surplus: [], failing: [], allied: [], strangers: [] };
  for (const one of [...stored.bundles, ...stored.legacyAttestations]) {
    if (one.predicateType !== options.predicateType) continue;
    try {
      const verified = verifyStored(one, { ...options, subject: stored.subject });
      const fault = options.refuse?.(verified.statement.predicate);
      if (fault !== undefined) {
        sorted.failing.push({ stored: one, error: foreign(fault) });
        continue;
      }
      const id = statementId(one) ?? one.descriptor.digest;
      const known = own.get(id) ?? { verified, bundle: undefined, legacy: undefined };
      if (known[one.set] === undefined) own.set(id, { ...known, [one.set]: one });
      else sorted.surplus.push(one);
    } catch (error) {
      sorted[standing(one, stored.subject, options)].push({ stored: one, error: toMirrorError(error) });
    }
  }
  const [first, ...others] = [...own.values()].sort(byCompleteness);
  for (const other of others) sorted.surplus.push(...copies(other));
  return { own: first, ...sorted };
}

/** A statement's copies. */
export function copies(statement: OwnStatement): StoredStatement[] {
  return [statement.bundle, statement.legacy].filter((copy) => copy !== undefined);
}

function byCompleteness(one: OwnStatement, other: OwnStatement): number {
  return copies(other).length - copies(one).length || one.verified.logIndex - other.verified.logIndex;
}

/** What a statement that does not pass is to us. */
function standing(
  stored: StoredStatement,
  subject: string,
  { trust, policy, others = [] }: AssessmentOptions,
): 'failing' | 'allied' | 'strangers' {
  if (others.some((other) => passes(stored, { trust, policy: other, subject }))) return 'allied';
  // Where a listing leads to nothing readable nobody can say whose it is; such an entry only misleads.
  const ours = stored.bundle === undefined ? undefined : isReadAsOurs(stored.bundle, policy);
  return (ours ?? stored.set === 'bundle') ? 'failing' : 'strangers';
}

function passes(stored: StoredStatement, options: Parameters<typeof verifyStored>[1]): boolean {
  try {
    verifyStored(stored, options);
    return true;
  } catch {
    return false;
  }
}

function foreign(fault: string): PolicyError {
  return new PolicyError(`it is not what the chain would attach: ${fault}`, {
    code: 'MIRROR_FOREIGN_ATTESTATION',
    hint: 'Run `mirror run --deep`: it replaces it.',
  });
}
