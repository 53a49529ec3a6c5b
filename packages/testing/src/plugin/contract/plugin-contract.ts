import type { TestRunner } from '../../contract/repository-contract.ts';
import { definitionCases } from './definition-cases.ts';
import { faultCases } from './fault-cases.ts';
import { hookCases } from './hook-cases.ts';
import { packageCases } from './package-cases.ts';
import type { PluginCase, PluginUnderTest } from './plugin-under-test.ts';

/** What every plugin must hold. */
export const pluginCases: PluginCase[] = [...definitionCases, ...hookCases, ...faultCases, ...packageCases];

/**
 * Declares one test for each case, each with contexts of its own: no registry, no signature, no tool but those that the
 * surroundings bring.
 */
export function pluginContract<Options>(
  subject: PluginUnderTest<Options>,
  { describe, it }: TestRunner,
): void {
  describe(`plugin contract: ${subject.plugin.name}`, () => {
    // Options are what the schema says they are; the cases only hand them on.
    const plain = subject as unknown as PluginUnderTest<Record<string, unknown>>;
    for (const { name, run } of pluginCases) it(name, () => run(plain));
  });
}
