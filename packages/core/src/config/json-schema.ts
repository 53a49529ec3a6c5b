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
      images: { ...properties.images, items: { $ref: '#/$defs/image' } },
    },
    $defs: {
      ...shared,
      // On its own too, so that the faults of thousands of images are not gathered in one list while each of them is looked at.
      image: { ...image, properties: { ...(image.properties as JsonSchema), ...references } },
    },
  };
}
