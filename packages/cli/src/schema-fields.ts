import type { JsonSchema } from '@multiarch-mirror/core/manifest';

/** A field of the manifest, or of a plugin's options. */
export interface SchemaField {
  /** `images[].tags.keep`; `*` stands for a key of the author's choice. */
  path: string;
  key: string;
  schema: JsonSchema;
  /** The map that it is a field of. */
  parent: JsonSchema;
  required: boolean;
  /** How many fields stand around it. */
  depth: number;
}

/** Every field of a schema, each before those that it holds. `skip`: fields whose own fields are not looked at. */
export function fieldsOf(schema: JsonSchema, skip: (path: string) => boolean = () => false): SchemaField[] {
  return walk(withoutReferences(schema), '', 0, skip);
}

function walk(
  schema: JsonSchema,
  path: string,
  depth: number,
  skip: (path: string) => boolean,
): SchemaField[] {
  const required = listOf(schema.required);
  const own = Object.entries(mapOf(schema.properties)).flatMap(([key, value]): SchemaField[] => {
    const field = {
      path: path === '' ? key : `${path}.${key}`,
      key,
      schema: mapOf(value),
      parent: schema,
      required: required.includes(key),
      depth,
    };
    return [field, ...(skip(field.path) ? [] : walk(field.schema, field.path, depth + 1, skip))];
  });
  const alternatives = listOf(schema.anyOf).flatMap((branch) => walk(mapOf(branch), path, depth, skip));
  const items = schema.items === undefined ? [] : walk(mapOf(schema.items), `${path}[]`, depth, skip);
  const inner = schema.additionalProperties;
  const values = typeof inner === 'object' ? walk(mapOf(inner), `${path}.*`, depth, skip) : [];
  return [...own, ...alternatives, ...items, ...values];
}

/** The schema with what its `$ref`s stand for in their place. */
function withoutReferences(schema: JsonSchema): JsonSchema {
  const definitions = mapOf(schema.$defs);
  const resolve = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== 'object' || value === null) return value;
    const { $ref } = mapOf(value);
    if (typeof $ref === 'string') return resolve(definitions[$ref.slice('#/$defs/'.length)]);
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, resolve(member)]));
  };
  return mapOf(resolve(schema));
}

export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

export function mapOf(value: unknown): JsonSchema {
  return typeof value === 'object' && value !== null ? (value as JsonSchema) : {};
}
