import { describe, expect, it } from 'vitest';
import { compileSchema } from './compile-schema.ts';
import { composeSchema } from './compose-schema.ts';
import { buildManifestSchema, type JsonSchema } from './json-schema.ts';
import { manifestSchema } from './manifest-schema.generated.ts';

function valid(schema: JsonSchema, value: unknown): boolean {
  return compileSchema(schema)(value);
}

describe('composeSchema', () => {
  const composed = composeSchema([
    {
      name: 'sign',
      schema: {
        type: 'object',
        properties: { mode: { $ref: '#/$defs/mode' } },
        additionalProperties: false,
        $defs: { mode: { enum: ['a'] } },
      },
    },
  ]);
  const image = { source: 'a.dev/b', tags: ['a'] };

  it.each<[name: string, plugin: unknown, expected: boolean]>([
    ['a bare name', 'sign', true],
    ['options that follow the schema of the plugin', { use: 'sign', with: { mode: 'a' } }, true],
    ['options that do not', { use: 'sign', with: { mode: 'b' } }, false],
    ['any options of a plugin from elsewhere', { use: './x.ts', with: { mode: 'b' } }, true],
    ['a bare name that is none of ours', 'sing', false],
  ])('%s: %s', (_, plugin, expected) => {
    const manifest = { version: 1, destination: 'a.dev/b', images: [image] };
    expect(valid(composed, { ...manifest, plugins: [plugin] })).toBe(expected);
    expect(valid(composed, { ...manifest, defaults: { plugins: [plugin] } })).toBe(expected);
    expect(valid(composed, { ...manifest, images: [{ ...image, plugins: [plugin] }] })).toBe(expected);
  });
});

it('starts from what schema/ says', async () => {
  expect(manifestSchema).toEqual(await buildManifestSchema());
});

it('gives editors every description as marked-up text too', () => {
  const described = JSON.stringify(composeSchema([])).match(/"description":"/g);
  const marked = JSON.stringify(composeSchema([])).match(/"markdownDescription":"/g);
  expect(marked?.length).toBe(described?.length);
});
