import type { VerificationPolicy } from './policy.ts';

/** One kind of statement on one digest, as somebody wants it. */
export interface AttestationSlot {
  predicateType: string;
  /** Whether the digest has a legacy set: the index that users' references lead to, not its platforms. */
  legacy: boolean;
  /** Whose statements count. */
  policy: VerificationPolicy;
  /**
   * Why a statement that passes the policy is not the one that is wanted all the same (an SBOM of one platform on an index, say);
   * `undefined` where it is. Such a statement is replaced. It may depend on nothing but the digest: all images that share one share
   * its statements.
   */
  refuse?: ((predicate: unknown) => string | undefined) | undefined;
}

/** A kind that another one has taken the place of. */
export type SupersededSlot = Pick<AttestationSlot, 'predicateType' | 'policy'>;

/** The same for the legacy image signature. */
export interface SignatureSlot {
  legacy: boolean;
  policy: VerificationPolicy;
}
