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

describe('the schema of the manifest', () => {
  const $defs = manifestSchema.$defs as Record<string, JsonSchema>;

  /** What a `$ref` stands for. */
  function target(schema: JsonSchema): JsonSchema {
    return typeof schema.$ref === 'string' ? ($defs[schema.$ref.slice('#/$defs/'.length)] ?? {}) : schema;
  }

  /** Every property with its path. */
  function properties(schema: JsonSchema, path = ''): [path: string, schema: JsonSchema][] {
    const named = Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>);
    const children = [
      ...((schema.anyOf ?? []) as JsonSchema[]),
      ...(schema.items === undefined ? [] : [schema.items as JsonSchema]),
      ...Object.values((schema.patternProperties ?? {}) as Record<string, JsonSchema>),
    ];
    return [
      ...named.flatMap<[string, JsonSchema]>(([key, field]) => [
        [`${path}.${key}`, target(field)],
        ...properties(target(field), `${path}.${key}`),
      ]),
      ...children.flatMap((child) => properties(target(child), path)),
    ];
  }

  it('is what schema/ says', async () => {
    expect(manifestSchema).toEqual(await buildManifestSchema());
  });

  it.each(properties(manifestSchema))('%s has a description and valid examples', (_, field) => {
    expect(field.description).toEqual(expect.any(String));
    const examples = field.examples as unknown[];
    expect(examples.length).toBeGreaterThan(0);
    const whole = { ...field, $defs };
    expect(examples.filter((example) => !valid(whole, example))).toEqual([]);
    if (field.default !== undefined) expect(valid(whole, field.default)).toBe(true);
  });
});
