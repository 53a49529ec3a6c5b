import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { validateManifest } from '../config/index.ts';
import { Signature } from '../plugin/artifact-kind.ts';
import { definePlugin } from '../plugin/plugin.ts';
import { checkChains } from './load-chains.ts';

const needy = definePlugin({
  name: 'needy',
  schema: { type: 'object' },
  consumes: [Signature],
  create: () => ({}),
});

const plugin = `export default {
  name: 'own', create: () => ({}),
  schema: {type: 'object', properties: {a: {type: 'string'}}, additionalProperties: false},
};`;

it('names everything that is wrong with all chains, each at its own line', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'mirror-chains-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  await writeFile(join(directory, 'own.mjs'), plugin);
  const text = `version: 1
destination: oci:./out
plugins: [needy]
images:
  - source: oci:./in/a
    tags: [a]
    plugins:
      - {use: ./own.mjs, with: {a: 1, b: 2}}
      - ./nowhere.mjs
  - {source: oci:./in/b, tags: [a], plugins: [{use: ./own.mjs, with: {a: 1, b: 2}}]}
`;
  const { config } = validateManifest(text, { file: join(directory, 'm.yaml'), environment: {} });
  if (config === undefined) throw new Error('not valid');
  const faults = await checkChains(config, {
    builtins: { needy: async () => ({ default: needy }) },
    signal: new AbortController().signal,
    log: { debug() {}, info() {}, warn() {} },
    environment: {},
  });
  expect(faults.map(({ code, place }) => `${place.line}:${place.column} ${code}`)).toEqual([
    '3:11 MIRROR_CHAIN_ORDER',
    '8:36 MIRROR_CONFIG_TYPE',
    '8:39 MIRROR_CONFIG_UNKNOWN_KEY',
    '9:9 MIRROR_PLUGIN_UNKNOWN',
    '10:74 MIRROR_CONFIG_TYPE',
    '10:77 MIRROR_CONFIG_UNKNOWN_KEY',
  ]);
});
