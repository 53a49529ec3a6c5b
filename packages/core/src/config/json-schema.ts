/** A JSON Schema (2020-12) as plain data. */
export type JsonSchema = { [keyword: string]: unknown };

/**
 * The manifest's schema without any plugin's, built from `schema/`. For development only: the result is committed as
 * `manifest-schema.generated.ts`, because building it takes longer than reading a whole manifest.
 */
export async function buildManifestSchema(): Promise<JsonSchema> {
  const { manifest } = await import('./schema/manifest.ts');
  return JSON.parse(JSON.stringify(manifest)) as JsonSchema;
}
