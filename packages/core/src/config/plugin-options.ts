import { MirrorError } from '@multiarch-mirror/errors';
import type { PluginUse } from './config.ts';
import { Issues } from './issues.ts';
import type { JsonSchema } from './json-schema.ts';
import type { Locator } from './manifest-document.ts';
import { checkSchema } from './schema-check.ts';

/**
 * Checks an entry's `with` against its plugin's own schema.
 * @returns every fault, at its own line where the entry comes from a manifest
 */
export function validatePluginOptions(use: PluginUse, schema: JsonSchema): MirrorError[] {
  const nowhere: Locator = { place: () => ({ ...use.position }), written: () => undefined };
  const issues = new Issues(use.locator ?? nowhere);
  try {
    checkSchema(schema, use.options, 'with', issues);
  } catch (thrown) {
    return [
      new MirrorError(
        'MIRROR_PLUGIN_INVALID',
        `the schema of plugin ${use.use} is not valid: ${(thrown as Error).message}`,
        {
          cause: thrown,
          hint: 'Mend the schema in the plugin.',
        },
      ),
    ];
  }
  return issues.sorted().errors;
}
