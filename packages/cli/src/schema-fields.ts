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
  return JSON.parse(JSON.stringify(schema), (_key, value: unknown) => {
    const { $ref } = mapOf(value);
    return typeof $ref === 'string' ? definitions[$ref.slice('#/$defs/'.length)] : value;
  }) as JsonSchema;
}

export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

export function mapOf(value: unknown): JsonSchema {
  return typeof value === 'object' && value !== null ? (value as JsonSchema) : {};
}
