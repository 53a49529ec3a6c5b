import type { MirrorError } from '@multiarch-mirror/errors';
import { copies, type OwnStatement } from './assess.ts';
import type { VerifiedStatement } from './verify.ts';

/** What stands on the registry. Nothing was changed. */
export interface Inspection {
  /**
   * `complete`: exactly one statement that passes the policy, in every set. `missing`: nothing. `broken`: a set lacks it, there are
   * several, or one that fails the policy stands beside it.
   */
  readonly state: 'complete' | 'missing' | 'broken';
  /** The statement that passes the policy: it is adopted, and no second one is made. */
  readonly statement: VerifiedStatement | undefined;
  /** Where that statement stands: the bundle's manifest, or the legacy layer where there is no bundle, and in which sets. */
  readonly stored: { digest: string; sets: ('bundle' | 'legacy')[] } | undefined;
  /** Why others fail. */
  readonly faults: MirrorError[];
}

/** The first copy of a statement, and the sets that hold it. */
export function whereabouts(own: OwnStatement | undefined): Inspection['stored'] {
  const [first, ...others] = own === undefined ? [] : copies(own);
  if (first === undefined) return undefined;
  return { digest: first.descriptor.digest, sets: [first, ...others].map(({ set }) => set) };
}
