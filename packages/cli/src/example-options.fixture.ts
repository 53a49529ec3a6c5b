import type { JsonSchema } from '@multiarch-mirror/core/manifest';
import { loadPluginSchemas } from './plugin-schemas.ts';
import { fieldsOf, listOf, mapOf, type SchemaField } from './schema-fields.ts';

/** An example of an option, or of a field inside of one, with options in which it stands beside what it needs. */
export interface ExampleOptions {
  plugin: string;
  field: SchemaField;
  example: unknown;
  /** Each is a try: what an option needs beside it may have several values. */
  candidates: Record<string, unknown>[];
}

/** The options of every plugin of ours. */
export const optionFields: readonly { plugin: string; field: SchemaField }[] = (
  await loadPluginSchemas()
).flatMap(({ name, schema }) => fieldsOf(schema).map((field) => ({ plugin: name, field })));

const schemas = new Map((await loadPluginSchemas()).map(({ name, schema }) => [name, schema]));

/** Every example of every option. */
export const exampleOptions: readonly ExampleOptions[] = optionFields.flatMap(({ plugin, field }) =>
  listOf(field.schema.examples).map((example) => ({
    plugin,
    field,
    example,
    candidates: around(schemas.get(plugin) ?? {}, field.path.split('.'), example),
  })),
);

/** The value at a path, inside of maps and lists that hold what it needs beside it. */
function around(
  schema: JsonSchema,
  [head = '', ...rest]: string[],
  value: unknown,
): Record<string, unknown>[] {
  const key = head.replace('[]', '');
  const property = mapOf(mapOf(schema.properties)[key]);
  const inner = head.endsWith('[]') ? mapOf(property.items) : property;
  const values = rest.length === 0 ? [value] : around(inner, rest, value);
  return values.flatMap((one) =>
    companions(schema, key).map((others) => ({ ...others, [key]: head.endsWith('[]') ? [one] : one })),
  );
}

/** What has to stand beside a key: each is a try. */
function companions(schema: JsonSchema, key: string): Record<string, unknown>[] {
  const branches = listOf(schema.oneOf).map((branch) => listOf(mapOf(branch).required).map(String));
  const alternatives = branches.length === 0 || branches.some((keys) => keys.includes(key)) ? [[]] : branches;
  return alternatives.flatMap((keys) => {
    const others = [...listOf(schema.required).map(String), ...keys].filter((other) => other !== key);
    const all = [...others, ...[key, ...others].flatMap((one) => dependents(schema, one))];
    const fixed = Object.fromEntries(all.map((other) => [other, valuesOf(schema, other)[0]]));
    const [needed] = dependents(schema, key);
    if (needed === undefined) return [fixed];
    return valuesOf(schema, needed).map((one) => ({ ...fixed, [needed]: one }));
  });
}

function dependents(schema: JsonSchema, key: string): string[] {
  return listOf(mapOf(schema.dependentRequired)[key]).map(String);
}

function valuesOf(schema: JsonSchema, key: string): unknown[] {
  const { enum: values, examples } = mapOf(mapOf(schema.properties)[key]);
  return listOf(values ?? examples);
}
