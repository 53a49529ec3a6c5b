import { readdirSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

// Tests run the sources: workspace packages export them under this condition.
const conditions = ['@mirror/source', 'node', 'import', 'module', 'default'];
const packages = readdirSync(new URL('packages', import.meta.url));

/** One project for each package, so that `nx` can run and cache each alone, and one for the scenarios. */
function project(name: string, include: string[], timeout: number) {
  return {
    extends: true as const,
    test: { name, include, testTimeout: timeout, hookTimeout: timeout },
  };
}

export default defineConfig({
  ssr: { resolve: { conditions } },
  resolve: { conditions },
  test: {
    projects: [
      ...packages.map((name) => project(name, [`packages/${name}/src/**/*.test.ts`], 30_000)),
      project('house', ['tools/**/*.test.ts'], 30_000),
      project('e2e', ['e2e/src/**/*.test.ts'], 600_000),
    ],
  },
});
