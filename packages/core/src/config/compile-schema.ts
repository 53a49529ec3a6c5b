import { Ajv2020 } from 'ajv/dist/2020.js';
import { ajvOptions } from './ajv-options.ts';
import type { JsonSchema } from './json-schema.ts';
import type { SchemaValidator } from './schema-validator.ts';

/** Compiling costs more than checking, and a schema is used for every entry of a plugin. */
const compiled = new WeakMap<JsonSchema, SchemaValidator>();

/**
 * Compiles the schema of a plugin that nobody knew beforehand. Loading this file loads the compiler: import it where it is needed.
 * @throws Error when the schema is none
 */
export function compileSchema(schema: JsonSchema): SchemaValidator {
  const known = compiled.get(schema);
  if (known !== undefined) return known;
  // A schema may carry an $id, which an instance takes only once: so each gets one of its own.
  // It checks one manifest: making the code better takes longer than running it.
  const validate = new Ajv2020({ ...ajvOptions, code: { optimize: false } }).compile(schema);
  compiled.set(schema, validate);
  return validate;
}
