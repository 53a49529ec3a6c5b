import type { ContractCase, RepositoryUnderTest } from './contract-case.ts';
import { readingCases } from './reading-cases.ts';
import { referrerCases } from './referrer-cases.ts';
import { writingCases } from './writing-cases.ts';

/** `describe` and `it` of the test runner: handed in, so that this package can be used without one. */
export interface TestRunner {
  describe: (name: string, body: () => void) => unknown;
  it: (name: string, body: () => Promise<void>) => unknown;
}

/** What every implementation of `Repository` must do. */
export const repositoryCases: ContractCase[] = [...readingCases, ...writingCases, ...referrerCases];

/**
 * Declares one test for each case, each with a repository of its own.
 * @param make gives an empty repository, and what is around it.
 */
export function repositoryContract(
  name: string,
  make: () => Promise<RepositoryUnderTest>,
  { describe, it }: TestRunner,
): void {
  describe(`repository contract: ${name}`, () => {
    for (const { name: title, run } of repositoryCases) {
      it(title, async () => {
        const subject = await make();
        try {
          await run(subject);
        } finally {
          await subject.close();
        }
      });
    }
  });
}
