import { PolicyError } from '@multiarch-mirror/errors';

/** One check that did not hold. */
export interface Failure {
  /** What was checked: `SBOM of linux/arm64`. */
  what: string;
  error: PolicyError;
}

/** The failure of a check, `undefined` when it holds. What is no matter of policy (a registry out of reach, say) goes on as it is. */
export async function failureOf(what: string, check: () => Promise<void>): Promise<Failure | undefined> {
  try {
    await check();
    return undefined;
  } catch (error) {
    if (error instanceof PolicyError) return { what, error };
    throw error;
  }
}

/** One error for all failures of an image: a single one keeps its code. */
export function collect(image: string, reference: string, failures: readonly Failure[]): PolicyError {
  const [first] = failures;
  const code = commonCode(failures);
  const hints = new Set(failures.map(({ error }) => error.hint).filter((hint) => hint !== undefined));
  const message = [...byMessage(failures)].map(([text, what]) => `${what.join(', ')}: ${text}`).join('; ');
  return new PolicyError(failures.length === 1 ? message : `${failures.length} checks failed: ${message}`, {
    place: { image, reference },
    cause: failures.length === 1 ? first?.error : new AggregateError(failures.map(({ error }) => error)),
    ...(code === undefined ? {} : { code }),
    ...(hints.size === 0 ? {} : { hint: [...hints].join(' ') }),
  });
}

/** What fails of one cause (signed by somebody else, say) is told once. */
function byMessage(failures: readonly Failure[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const { what, error } of failures)
    groups.set(error.message, [...(groups.get(error.message) ?? []), what]);
  return groups;
}

/** Nothing is there of an image that nobody has signed. */
const absences: ReadonlySet<string> = new Set([
  'MIRROR_UNSIGNED',
  'MIRROR_NO_SBOM',
  'MIRROR_NO_PROVENANCE',
  'MIRROR_NO_ATTESTATION',
]);

/** The code of all failures; where they differ it is the cause of them all, if there is one. */
function commonCode(failures: readonly Failure[]): string {
  const codes = new Set(failures.map(({ error }) => error.code));
  const [only] = codes;
  if (codes.size === 1 && only !== undefined) return only;
  const absent = [...codes].every((code) => absences.has(code));
  return absent && codes.has('MIRROR_UNSIGNED') ? 'MIRROR_UNSIGNED' : 'MIRROR_VERIFY_FAILED';
}
