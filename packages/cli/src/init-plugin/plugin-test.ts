import type { Language } from './plugin-source.ts';

/** Apart: the command itself does not import what is only for tests. */
const scope = '@multiarch-mirror';

/** The test of a new plugin: the contract, and what is its own. */
export function pluginTest(name: string, language: Language): string {
  const ending = language === 'typescript' ? 'ts' : 'js';
  return `import { fakeImageContext, fakeRunContext, pluginContract } from '${scope}/testing/plugin';
import { describe, expect, it } from 'vitest';
import plugin from './plugin.${ending}';

// What a run relies on, whatever the plugin does.
pluginContract(
  {
    plugin,
    location: import.meta.url,
    options: [{}, { labels: ['a'] }],
    refused: [{ labels: [] }, { required: 'yes' }],
    changes: [[{}, { labels: ['a'] }]],
  },
  { describe, it },
);

describe('${name}', () => {
  const platforms = {
    'linux/amd64': { config: { Labels: { a: '1', b: '2' } } },
    'linux/arm64': { config: {} },
  };

  it('says what the labels of each platform say', async () => {
    const image = fakeImageContext({ platforms });
    const hooks = plugin.create({ labels: ['a'] }, fakeRunContext());
    await hooks.inspect?.(image);
    await hooks.attest?.(image);
    expect(image.attached.map(({ predicate }) => predicate)).toEqual([
      { platforms: { 'linux/amd64': { a: '1' }, 'linux/arm64': {} } },
    ]);
  });

  it('refuses an image without a label that is required', async () => {
    const image = fakeImageContext({ platforms });
    const hooks = plugin.create({ labels: ['a'], required: true }, fakeRunContext());
    await hooks.inspect?.(image);
    await expect(hooks.attest?.(image)).rejects.toThrow('linux/arm64 has no label a');
  });
});
`;
}
