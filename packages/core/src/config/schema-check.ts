import type { Issues } from './issues.ts';
import type { ManifestPath } from './manifest-document.ts';
import { describeSchemaError, nameOf } from './schema-error.ts';
import { relevantErrors } from './schema-union.ts';
import type { SchemaError, SchemaValidator } from './schema-validator.ts';

const unknownKeys = new Set(['additionalProperties', 'unevaluatedProperties']);

/** Nobody reads more faults than this. */
const most = 1000;

/**
 * Checks a value, and enters each fault into `issues`. `whole`: what messages call the value itself.
 * @returns the paths whose values cannot be relied on; an unknown key spoils nothing
 */
export function checkSchema(
  validate: SchemaValidator,
  value: unknown,
  whole: string,
  issues: Issues,
): ManifestPath[] {
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

/** A JSON pointer's parts (RFC 6901, section 4). */
function pointer({ instancePath }: SchemaError): string[] {
  return instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}
