import type { Descriptor, Repository } from '@multiarch-mirror/oci';

/** One implementation, empty, and what the contract needs around it. */
export interface RepositoryUnderTest {
  repository: Repository;
  /** The same one by another client, which knows nothing of what the first one did. */
  stranger: Repository;
  /** Another repository of the same registry, or layout on the same disk, empty too. */
  sibling: Repository;
  /** Makes stored bytes wrong, past the implementation. Without it, what needs it is left out. */
  corrupt?: (descriptor: Descriptor) => Promise<void>;
  /** Every repository shows the blobs of all, as a registry does that keeps none apart. */
  sharesBlobs?: boolean;
  /** A repository into which nobody has pushed is an empty one. */
  knowsEveryName?: boolean;
  /** A tag can stand for a manifest of a sha512 digest. */
  tagsAnyDigest?: boolean;
  close: () => Promise<void>;
}

/** What every implementation must do, and how that is found out. It throws an assertion error where it does not. */
export interface ContractCase {
  name: string;
  run: (subject: RepositoryUnderTest) => Promise<void>;
}

/** For `assert.rejects`: an error with one of these codes. */
export function withCode(...codes: string[]): (error: unknown) => boolean {
  return (error) => {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (typeof code === 'string' && codes.includes(code)) return true;
    throw new Error(`expected ${codes.join(' or ')}, got ${String(code)}`, { cause: error });
  };
}
