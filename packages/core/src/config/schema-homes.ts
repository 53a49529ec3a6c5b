import type { JsonSchema } from './json-schema.ts';

/**
 * Where each key of the manifest may stand, for those who write it elsewhere: `keep` → `images[].tags`. What an image and `defaults`
 * may both set has its home at the image.
 */
export function findHomes(manifest: JsonSchema): Record<string, string[]> {
  const homes: Record<string, string[]> = {};
  const definitions = (manifest.$defs ?? {}) as Record<string, JsonSchema>;
  const visit = (schema: JsonSchema, path: string): void => {
    const target =
      typeof schema.$ref === 'string' ? (definitions[schema.$ref.slice('#/$defs/'.length)] ?? {}) : schema;
    for (const [key, member] of Object.entries((target.properties ?? {}) as Record<string, JsonSchema>)) {
      if (path === '' && key === 'defaults') continue;
      homes[key] = [...new Set([...(homes[key] ?? []), path === '' ? 'the top of the manifest' : path])];
      visit(member, path === '' ? key : `${path}.${key}`);
    }
    for (const branch of (target.anyOf ?? []) as JsonSchema[]) visit(branch, path);
    if (target.items !== undefined) visit(target.items as JsonSchema, `${path}[]`);
    if (typeof target.additionalProperties === 'object') {
      visit(target.additionalProperties as JsonSchema, `${path}.HOST`);
    }
  };
  visit(manifest, '');
  return homes;
}
