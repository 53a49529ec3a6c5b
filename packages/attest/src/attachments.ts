import { bundleFromJSON } from '@sigstore/bundle';
import type { AttestationSlot } from './attestation-slot.ts';
import type { VerificationPolicy } from './policy.ts';
import type { SignedStatement } from './signer.ts';

import type { Trust } from './trust.ts';
import { verifyStatementBundle } from './verify.ts';

/** What `attach` did. */
export interface Attached {
  /** `made`: signed now. `adopted`: it was there. `none`: the format stores nothing of this kind on this digest. */
  readonly outcome: 'made' | 'adopted' | 'none';
  readonly logIndex: number | undefined;
}

/** The same, and under which other policies of the repository what was made counts. */
export interface Settled extends Attached {
  readonly alsoBy: readonly VerificationPolicy[];
}

/**
 * What a run has attached: each kind on each digest once by each policy, and one after the other, so that entries of one repository
 * which share a digest share what counts for both of them.
 */
export class Attachments {
  readonly #settled = new Map<string, Map<string, Promise<Settled>>>();

  /** The result for this key and policy: the first one's, unless it failed. */
  async once(key: string, policy: VerificationPolicy, attach: () => Promise<Settled>): Promise<Attached> {
    const settled = this.#settled.get(key) ?? new Map<string, Promise<Settled>>();
    this.#settled.set(key, settled);
    const name = JSON.stringify(policy);
    const known = settled.get(name);
    if (known !== undefined) return known;
    const others = [...settled.values()];
    const asked = (async () => {
      for (const other of await Promise.allSettled(others)) {
        if (other.status === 'fulfilled' && other.value.alsoBy.some((one) => JSON.stringify(one) === name))
          return { ...other.value, outcome: 'adopted' as const };
      }
      return attach();
    })();
    settled.set(name, asked);
    asked.catch(() => settled.delete(name));
    return asked;
  }
}

/** By which of these policies a statement counts that was signed just now. */
export function countsBy(
  policies: readonly VerificationPolicy[],
  signed: SignedStatement,
  {
    trust,
    subject,
    predicateType,
  }: { trust: Trust; subject: string } & Pick<AttestationSlot, 'predicateType'>,
): VerificationPolicy[] {
  if (policies.length === 0) return [];
  const bundle = bundleFromJSON(signed.bundle);
  return policies.filter((policy) => {
    try {
      return verifyStatementBundle(bundle, { trust, policy, subject, predicateType }) !== undefined;
    } catch {
      return false;
    }
  });
}
