import { describe, expect, it } from 'vitest';
import { pluginCases, pluginContract } from './plugin-contract.ts';
import { failures, sound } from './sound-plugin.fixture.ts';

describe('the plugin contract', () => {
  it('is kept by a sound plugin', async () => {
    expect(await failures({})).toEqual([]);
  });

  it('declares one test for each case', () => {
    const declared: string[] = [];
    const subject = { plugin: sound(), location: import.meta.url, options: [{}] } as const;
    const runner = {
      describe: (_name: string, body: () => void) => body(),
      it: (name: string) => declared.push(name),
    };
    pluginContract(subject, runner);
    expect(declared).toEqual(pluginCases.map(({ name }) => name));
  });
});
