import type { JsonSchema } from './json-schema.ts';
import { choiceOfKeys } from './schema-union.ts';
import type { SchemaError } from './schema-validator.ts';
import { nearest } from './suggestion.ts';

const unknownKeys = new Set(['additionalProperties', 'unevaluatedProperties']);

/** Whether the fault is a key that is not allowed. */
export function isUnknownKey({ keyword }: SchemaError): boolean {
  return unknownKeys.has(keyword);
}

/** The key that is not allowed. */
export function unknownKeyOf({ params }: SchemaError): string {
  const { additionalProperty, unevaluatedProperty } = params as Record<string, unknown>;
  return String(additionalProperty ?? unevaluatedProperty);
}

/** The keys that a fault says are missing, one of them or all. */
export function wantedKeys(error: SchemaError): readonly string[] {
  const { missingProperty } = error.params as { missingProperty?: string };
  if (missingProperty !== undefined) return [missingProperty];
  if (error.keyword !== 'oneOf') return [];
  const keys = choiceOfKeys(error) ?? [];
  return keys.some((key) => Object.hasOwn(error.data as object, key)) ? [] : keys;
}

/**
 * What each unknown key was probably meant to be: the allowed key that is nearest, if one is near; else, below the top, the only key
 * that is missing, if the value is of its type (`image: docker.io/acme/app` in the place of `source`).
 */
export function findMeantKeys(errors: readonly SchemaError[]): Map<SchemaError, string> {
  const meant = new Map<SchemaError, string>();
  const unknown = errors.filter(isUnknownKey);
  for (const error of unknown) {
    const near = nearest(unknownKeyOf(error), Object.keys(propertiesOf(error)));
    if (near !== undefined && !Object.hasOwn(error.data as object, near)) meant.set(error, near);
  }
  const left = Map.groupBy(
    unknown.filter((error) => error.instancePath !== '' && !meant.has(error)),
    ({ instancePath }) => instancePath,
  );
  if (left.size === 0) return meant;
  const wanting = Map.groupBy(
    errors.filter((error) => wantedKeys(error).length > 0),
    ({ instancePath }) => instancePath,
  );
  for (const [path, [error, ...others]] of left) {
    const [lacking, ...more] = wanting.get(path) ?? [];
    if (error === undefined || lacking === undefined || others.length + more.length > 0) continue;
    const value = (error.data as Record<string, unknown>)[unknownKeyOf(error)];
    const wanted = wantedKeys(lacking).find((key) => isOfType(value, propertiesOf(error)[key]));
    if (wanted !== undefined) meant.set(error, wanted);
  }
  return meant;
}

function propertiesOf({ parentSchema }: SchemaError): Record<string, JsonSchema> {
  return (parentSchema?.properties ?? {}) as Record<string, JsonSchema>;
}

function isOfType(value: unknown, schema: JsonSchema | undefined): boolean {
  const type = Array.isArray(value) ? 'array' : typeof value;
  return schema?.type === type;
}
