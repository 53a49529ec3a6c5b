/** A JSON Schema (2020-12) as plain data. */
export type JsonSchema = { [keyword: string]: unknown };

/**
 * The manifest's schema without any plugin's, built from `schema/`. For development only: the result is committed as
 * `manifest-schema.generated.ts`, because building it takes longer than reading a whole manifest. What an image and `defaults` may
 * both set stands once, in `$defs`.
 */
export async function buildManifestSchema(): Promise<JsonSchema> {
  const { manifest } = await import('./schema/manifest.ts');
  const schema = JSON.parse(JSON.stringify(manifest)) as JsonSchema;
  const properties = schema.properties as Record<string, JsonSchema>;
  const shared = properties.defaults?.properties as Record<string, JsonSchema>;
  const references = Object.fromEntries(Object.keys(shared).map((key) => [key, { $ref: `#/$defs/${key}` }]));
  const image = properties.images?.items as JsonSchema;
  return {
    ...schema,
    properties: {
      ...properties,
      defaults: { ...properties.defaults, properties: references },
      plugins: references.plugins,
      images: {
        ...properties.images,
        items: { ...image, properties: { ...(image.properties as JsonSchema), ...references } },
      },
    },
    $defs: shared,
  };
}

/** Keywords that say nothing about what is valid. */
const annotations = new Set([
  'title',
  'description',
  'markdownDescription',
  'examples',
  'default',
  '$comment',
]);
/** Keywords that hold schemas by names of the author's. */
const named = new Set(['properties', 'patternProperties', '$defs', 'dependentSchemas']);
/** Keywords that hold data, not schemas. */
const data = new Set(['const', 'enum', 'required', 'dependentRequired']);

/** The schema with nothing but what makes a value valid. */
export function withoutAnnotations(schema: JsonSchema): JsonSchema {
  const strip = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(strip);
    return typeof value === 'object' && value !== null ? withoutAnnotations(value as JsonSchema) : value;
  };
  const kept = Object.entries(schema).filter(([keyword]) => !annotations.has(keyword));
  return Object.fromEntries(
    kept.map(([keyword, value]) => {
      if (data.has(keyword)) return [keyword, value];
      if (!named.has(keyword)) return [keyword, strip(value)];
      return [
        keyword,
        Object.fromEntries(
          Object.entries(value as JsonSchema).map(([name, member]) => [name, strip(member)]),
        ),
      ];
    }),
  );
}
