import { MirrorError } from '@multiarch-mirror/errors';
import type { PluginUse } from './config.ts';
import { Issues } from './issues.ts';
import type { JsonSchema } from './json-schema.ts';
import { checkSchema } from './schema-check.ts';
import type { SchemaValidator } from './schema-validator.ts';

/** A plugin whose `with` can be checked without loading it. */
export interface PluginValidator {
  name: string;
  validate: SchemaValidator;
}

/**
 * Checks an entry's `with`.
 * @returns every fault, at its own line where the entry comes from a manifest
 */
export function checkOptions(use: PluginUse, validate: SchemaValidator): MirrorError[] {
  const { locator, position } = use;
  const issues = new Issues({
    place: (path, part) => locator?.place(['with', ...path], part) ?? { ...position },
    written: (path) => locator?.written(['with', ...path]),
  });
  checkSchema(validate, use.options, { whole: 'with' }, issues);
  return issues.sorted().errors;
}

/** As `checkOptions`, with the schema of a plugin that nobody knew before it was loaded. */
export async function validatePluginOptions(use: PluginUse, schema: JsonSchema): Promise<MirrorError[]> {
  const { compileSchema } = await import('./compile-schema.ts');
  let validate: SchemaValidator;
  try {
    validate = compileSchema(schema);
  } catch (thrown) {
    const message = `the schema of plugin ${use.use} is not valid: ${(thrown as Error).message}`;
    const details = { cause: thrown, hint: 'Mend the schema in the plugin.' };
    return [new MirrorError('MIRROR_PLUGIN_INVALID', message, details)];
  }
  return checkOptions(use, validate);
}
