import type { Reporter, TestModule } from 'vitest/node';

/** What a run came to. */
interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

/**
 * Prints `N passed, N failed, N skipped` alone on the last line, after every other reporter and when the process ends.
 *
 * A file that cannot be loaded, an error outside any test and each check named in `MIRROR_FAILED_CHECKS` (those that
 * `tools/test.ts` ran before) count as one failure each, so that the line never says 0 failed for a run that failed.
 */
export default class CountingReporter implements Reporter {
  readonly #count: Count = { passed: 0, failed: 0, skipped: 0 };

  onInit(): void {
    process.once('exit', () => {
      for (const check of failedChecks()) console.log(`Failed before the tests: ${check}`);
      const { passed, failed, skipped } = this.#count;
      console.log(`${passed} passed, ${failed + failedChecks().length} failed, ${skipped} skipped`);
    });
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const count = this.#count;
    Object.assign(count, { passed: 0, failed: unhandledErrors.length, skipped: 0 });
    for (const module of modules) {
      const failedBefore = count.failed;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed') count.passed += 1;
        else if (state === 'skipped') count.skipped += 1;
        // A test that never came to an end, because the run was broken off, has not passed.
        else count.failed += 1;
      }
      // The file itself or one of its hooks failed, and no test tells it.
      if (module.state() === 'failed' && count.failed === failedBefore) count.failed += 1;
    }
  }
}

function failedChecks(): string[] {
  return (process.env.MIRROR_FAILED_CHECKS ?? '').split('\n').filter(Boolean);
}
