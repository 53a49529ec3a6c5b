import type { ErrorObject, ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Issues } from './issues.ts';
import type { JsonSchema } from './json-schema.ts';
import type { ManifestPath } from './manifest-document.ts';
import { describeSchemaError, nameOf } from './schema-error.ts';
import { relevantErrors } from './schema-union.ts';

const unknownKeys = new Set(['additionalProperties', 'unevaluatedProperties']);

/** Nobody reads more faults than this. */
const most = 1000;

/** Compiling costs more than checking, and a schema is used for every entry of a plugin. */
const compiled = new WeakMap<JsonSchema, ValidateFunction>();

/**
 * Checks a value, and enters each fault into `issues`. `whole`: what messages call the value itself.
 * @returns the paths whose values cannot be relied on; an unknown key spoils nothing
 * @throws Error when the schema itself is wrong
 */
export function checkSchema(
  schema: JsonSchema,
  value: unknown,
  whole: string,
  issues: Issues,
): ManifestPath[] {
  const validate = compile(schema);
  if (validate(value)) return [];
  const spoiled: ManifestPath[] = [];
  let more = 0;
  for (const error of relevantErrors(validate.errors ?? [])) {
    const path = pointer(error);
    if (!unknownKeys.has(error.keyword)) spoiled.push(path);
    if (issues.errors.length >= most) {
      more += 1;
      continue;
    }
    const name = nameOf(path) ?? whole;
    const { code, message, hint, key } = describeSchemaError(error, name, issues.written(path));
    issues.error(code, key === undefined ? path : [...path, key], message, {
      ...(hint !== undefined && { hint }),
      ...(key !== undefined && { at: 'key' }),
    });
  }
  if (more > 0) {
    const hint = 'Mend the others first.';
    issues.error('MIRROR_CONFIG_TOO_MANY', [], `${more} more faults of this kind are not shown`, { hint });
  }
  return spoiled;
}

function compile(schema: JsonSchema): ValidateFunction {
  const known = compiled.get(schema);
  if (known !== undefined) return known;
  // A plugin's schema may carry an $id, which an instance takes only once: so each gets one of its own. `strictRequired` would
  // refuse `required` inside of a `oneOf`.
  const ajv = new Ajv2020({
    strict: true,
    strictRequired: false,
    allErrors: true,
    verbose: true,
    validateSchema: false,
    // A schema checks one manifest: making the code better takes longer than running it.
    code: { optimize: false },
  });
  const validate = ajv.compile(schema);
  compiled.set(schema, validate);
  return validate;
}

/** A JSON pointer's parts (RFC 6901, section 4). */
function pointer({ instancePath }: ErrorObject): string[] {
  return instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}
