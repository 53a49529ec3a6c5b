import { describe, expect, it } from 'vitest';
import { compileSchema } from './compile-schema.ts';
import { validatePluginOptions } from './plugin-options.ts';
import { validateManifest } from './validate-manifest.ts';

const schema = {
  type: 'object',
  properties: { mode: { enum: ['keyless', 'key'] }, key: { type: 'string' } },
  if: { properties: { mode: { const: 'key' } }, required: ['mode'] },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: { required: ['key'] }, // oxlint-disable-line unicorn/no-thenable
  else: { properties: { key: false } },
  additionalProperties: false,
};

const plugins = [{ name: 'sign', validate: compileSchema(schema) }];

function faults(chain: string): string[] {
  const text = `version: 1\ndestination: a.dev/b\nimages: [{source: a.dev/c, tags: [a]}]\nplugins:\n${chain}`;
  const { errors = [] } = validateManifest(text, {
    file: 'm.yaml',
    environment: {},
    plugins,
  });
  return errors.map(({ code, place }) => `${place.line}:${place.column} ${code}`);
}

describe("a plugin's `with`", () => {
  it.each<[name: string, plugins: string, expected: string[]]>([
    ['nothing', '  - sign', []],
    ['what the schema takes', '  - {use: sign, with: {mode: key, key: k}}', []],
    ['an unknown option', '  - use: sign\n    with:\n      mod: key', ['7:7 MIRROR_CONFIG_UNKNOWN_KEY']],
    ['a value that is not allowed', '  - use: sign\n    with: {mode: kee}', ['6:18 MIRROR_CONFIG_VALUE']],
    ['a wrong type', '  - {use: sign, with: {mode: key, key: 3}}', ['5:40 MIRROR_CONFIG_TYPE']],
    ['what another option needs', '  - use: sign\n    with: {mode: key}', ['6:11 MIRROR_CONFIG_REQUIRED']],
    ['what another option excludes', '  - use: sign\n    with: {key: k}', ['6:12 MIRROR_CONFIG_VALUE']],
    ['a misspelt plugin', '  - sing', ['5:5 MIRROR_PLUGIN_UNKNOWN']],
    ['a plugin from elsewhere', '  - {use: ./x.ts, with: {any: thing}}\n  - "@acme/x"', []],
  ])('%s', (_, chain, expected) => {
    expect(faults(chain)).toEqual(expected);
  });

  it('is checked whatever else is wrong with the image or the chain', () => {
    const text =
      'version: 1\ndestination: a.dev/b\nimages:\n  - {source: a.dev/c, tags: 3, plugins: [1, {use: sign, with: {mod: key}}]}\n';
    const { errors = [] } = validateManifest(text, {
      file: 'm.yaml',
      environment: {},
      plugins,
    });
    expect(errors.map(({ code, place }) => `${place.column} ${code}`)).toEqual([
      '29 MIRROR_CONFIG_TYPE',
      '42 MIRROR_CONFIG_TYPE',
      '64 MIRROR_CONFIG_UNKNOWN_KEY',
    ]);
  });

  it('is checked without a manifest too, at the position of the entry', async () => {
    const use = { use: 'sign', options: { mod: 1 }, position: { line: 3, column: 5 } };
    expect(await validatePluginOptions(use, schema)).toMatchObject([
      { code: 'MIRROR_CONFIG_UNKNOWN_KEY', place: { line: 3 } },
    ]);
  });

  it('names a schema that is none as the fault of the plugin', async () => {
    const use = { use: 'sign', options: {}, position: { line: 3, column: 5 } };
    expect(await validatePluginOptions(use, { type: 'nonsense' })).toMatchObject([
      { code: 'MIRROR_PLUGIN_INVALID' },
    ]);
  });
});
