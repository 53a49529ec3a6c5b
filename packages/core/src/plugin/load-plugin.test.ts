import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadPlugin } from './load-plugin.ts';

const source = (name: string) => `export default { name: '${name}', schema: {}, create: () => ({}) };`;
const builtins = { ours: async () => ({ default: { name: 'ours', schema: {}, create: () => ({}) } }) };

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'plugins-'));
  const files = {
    'plugins/by-path.mjs': source('by-path'),
    'plugins/by-types.ts': `const name: string = 'by-types';\nexport default { name, schema: {}, create: () => ({}) };`,
    'plugins/nothing.mjs': 'export default { name: 3 };',
    'plugins/broken.mjs': 'throw new Error("on load");',
    'node_modules/@acme/import-only/package.json': JSON.stringify({
      name: '@acme/import-only',
      exports: { '.': { import: './plugin.mjs' } },
    }),
    'node_modules/@acme/import-only/plugin.mjs': source('import-only'),
    'node_modules/@acme/main/package.json': JSON.stringify({ name: '@acme/main', main: 'plugin.mjs' }),
    'node_modules/@acme/main/plugin.mjs': source('main'),
  };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), text);
  }
});
afterAll(() => rm(directory, { recursive: true }));

describe('loadPlugin', () => {
  it.each([
    ['a name of ours', 'ours', 'ours'],
    ['a file beside the manifest', './plugins/by-path.mjs', 'by-path'],
    ['a file in TypeScript', './plugins/by-types.ts', 'by-types'],
    ['a package that can only be imported', '@acme/import-only', 'import-only'],
    ['a package with a main file', '@acme/main', 'main'],
  ])('takes %s', async (_title, use, name) => {
    expect(await loadPlugin(use, directory, builtins)).toMatchObject({ name });
  });

  it.each([
    ['a name that is not ours', 'theirs', 'MIRROR_PLUGIN_UNKNOWN'],
    ['a name of every object', 'constructor', 'MIRROR_PLUGIN_UNKNOWN'],
    ['a file that is not there', './plugins/absent.mjs', 'MIRROR_PLUGIN_UNKNOWN'],
    ['a package that is not installed', '@acme/absent', 'MIRROR_PLUGIN_UNKNOWN'],
    ['a file that fails when it is loaded', './plugins/broken.mjs', 'MIRROR_PLUGIN_UNKNOWN'],
    ['a file that exports no plugin', './plugins/nothing.mjs', 'MIRROR_PLUGIN_INVALID'],
  ])('refuses %s, with a hint', async (_title, use, code) => {
    await expect(loadPlugin(use, directory, builtins)).rejects.toMatchObject({
      code,
      hint: expect.any(String),
    });
  });
});
