import { Ajv2020 } from 'ajv/dist/2020.js';
import { ajvOptions } from './ajv-options.ts';
import type { JsonSchema } from './json-schema.ts';
import type { SchemaValidator } from './schema-validator.ts';

/**
 * Compiles the schema of a plugin that nobody knew beforehand. Loading this file loads the compiler: import it where it is needed.
 * @throws Error when the schema is none
 */
export function compileSchema(schema: JsonSchema): SchemaValidator {
  // A schema may carry an $id, which an instance takes only once: so each gets one of its own.
  // It checks one manifest: making the code better takes longer than running it.
  return new Ajv2020({ ...ajvOptions, code: { optimize: false } }).compile(schema);
}
