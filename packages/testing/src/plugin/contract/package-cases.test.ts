import { describe, expect, it } from 'vitest';
import { failures, type Mistake, otherPlugin, packageOf, readme } from './sound-plugin.fixture.ts';

const mistakes: Mistake[] = [
  [
    'an import of another plugin',
    'imports no other plugin',
    async () => ({
      location: await packageOf('@acme/mirror-plugin-licences', `import other from '${otherPlugin}';\n`),
    }),
  ],
  [
    'an import of what its package does not declare',
    'imports no other plugin',
    async () => ({
      location: await packageOf('@acme/mirror-plugin-licences', "import undici from 'undici';\n"),
    }),
  ],
  [
    'an import from outside of its folder',
    'imports no other plugin',
    async () => ({
      location: await packageOf(
        '@acme/mirror-plugin-licences',
        "import { x } from '../../other/src/x.ts';\n",
      ),
    }),
  ],
  [
    'an option that the README does not know',
    'has a README',
    async () => ({
      location: await packageOf('@acme/mirror-plugin-licences', '', readme.replace('### deny', '')),
    }),
  ],
];

describe('the plugin contract', () => {
  it.each(mistakes)('finds %s', async (_mistake, found, make) => {
    expect(await failures(await make(), found)).toContainEqual(expect.stringContaining(found));
  });
});
