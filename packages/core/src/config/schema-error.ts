import { describeValue, either, shorten } from './describe-value.ts';
import type { JsonSchema } from './json-schema.ts';
import type { ManifestPath } from './manifest-document.ts';
import { unknownKeyOf } from './meant-keys.ts';
import type { SchemaFault } from './schema-fault.ts';
import { describeType } from './schema-type.ts';
import { choiceOfKeys, isOutOfPlace } from './schema-union.ts';
import type { SchemaError } from './schema-validator.ts';
import { addHint, describeLimit } from './schema-value.ts';
import { suggest } from './suggestion.ts';

/** `keep` → where such a key may stand. */
export type Homes = Readonly<Record<string, readonly string[]>>;

/** What is known of the value that a fault is about. */
export interface FaultySubject {
  /** What messages call it. */
  name: string;
  /** The scalar as the manifest has it. */
  written?: string | undefined;
  homes?: Homes;
  /** What an unknown key was probably meant to be. */
  meant?: string | undefined;
}

/** A fault that the schema found, as a maintainer reads it. */
export function describeSchemaError(
  error: SchemaError,
  { name, written, homes = {}, meant }: FaultySubject,
): SchemaFault {
  const { keyword, schema } = error;
  const params = error.params as Record<string, unknown>;
  const parent = (error.parentSchema ?? {}) as JsonSchema;
  const properties = (parent.properties ?? {}) as Record<string, JsonSchema>;
  // What must not be seen is not shown either: a password that YAML reads as a number, say.
  const secret = parent.writeOnly === true;
  const { data } = error;
  if (isOutOfPlace(error)) {
    const hint = typeof parent.errorMessage === 'string' ? parent.errorMessage : `Take out ${name}.`;
    return { code: 'MIRROR_CONFIG_VALUE', message: `${name} does not go with the rest`, hint, at: 'key' };
  }
  switch (keyword) {
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return unknownKey(unknownKeyOf(error), Object.keys(properties), { homes, meant });
    case 'required':
      return required(name, [String(params.missingProperty)], properties);
    case 'dependentRequired':
      return dependent(String(params.property), String(params.missingProperty), properties);
    case 'type':
      return describeType(name, { data, written, secret, schema: parent, types: [schema].flat() });
    case 'anyOf':
    case 'oneOf':
      return union(error, name, written, properties);
    case 'const':
    case 'enum':
      return notAllowed(name, data, written, keyword === 'const' ? [schema] : (schema as unknown[]));
    default:
      return describeLimit(name, { keyword, schema, data: secret ? '***' : data, written, parent, params });
  }
}

function unknownKey(
  key: string,
  allowed: readonly string[],
  { homes, meant }: Required<Pick<FaultySubject, 'homes'>> & Pick<FaultySubject, 'meant'>,
): SchemaFault {
  const home = Object.hasOwn(homes, key) ? homes[key] : undefined;
  const elsewhere = home === undefined ? [] : [`It belongs to ${either(home)}.`];
  const guess = meant === undefined ? elsewhere : [`Did you mean ${meant}?`];
  const list = allowed.length === 0 ? 'No key is allowed here.' : `Allowed: ${allowed.join(', ')}.`;
  return {
    code: 'MIRROR_CONFIG_UNKNOWN_KEY',
    message: `unknown key ${shorten(key)}`,
    hint: [...guess, list].join(' '),
    key,
    at: 'key',
  };
}

function required(
  name: string,
  keys: readonly string[],
  properties: Record<string, JsonSchema>,
): SchemaFault {
  const [first = ''] = keys;
  return {
    code: 'MIRROR_CONFIG_REQUIRED',
    message: `${name} needs ${either(keys)}`,
    hint: addHint(first, properties[first]),
    missing: keys,
  };
}

function dependent(key: string, missing: string, properties: Record<string, JsonSchema>): SchemaFault {
  const hint = addHint(missing, properties[missing]);
  return {
    code: 'MIRROR_CONFIG_REQUIRED',
    message: `${key} needs ${missing} beside it`,
    hint: `${hint.replace(/\.$/, '')}, or take out ${key}.`,
    key,
    at: 'key',
    missing: [missing],
  };
}

function union(
  error: SchemaError,
  name: string,
  written: string | undefined,
  properties: Record<string, JsonSchema>,
): SchemaFault {
  const keys = choiceOfKeys(error);
  if (keys === undefined) return alternatives(error, name, written);
  const present = keys.filter((key) => Object.hasOwn(error.data as object, key));
  const [, second] = present;
  if (second === undefined) return required(name, keys, properties);
  return {
    code: 'MIRROR_CONFIG_VALUE',
    message: `${name} has ${present.join(' and ')}, of which there can be only one`,
    hint: `Take out ${either(present)}.`,
    key: second,
    at: 'key',
  };
}

/** The value is of no type that any branch takes. */
function alternatives(error: SchemaError, name: string, written: string | undefined): SchemaFault {
  const { data } = error;
  const branches = error.schema as JsonSchema[];
  const constants = branches.flatMap((branch) => ('const' in branch ? [branch.const] : listOf(branch.enum)));
  const types = branches.flatMap(({ type, const: only }) =>
    typeof type === 'string' && only === undefined ? [type] : [],
  );
  const schema = (error.parentSchema ?? {}) as JsonSchema;
  const fault = describeType(name, { data, written, secret: false, schema, types, constants });
  const hint = typeof data === 'string' ? suggest(data, constants.map(String)) : undefined;
  return hint === undefined ? fault : { ...fault, hint };
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function notAllowed(
  name: string,
  data: unknown,
  written: string | undefined,
  allowed: readonly unknown[],
): SchemaFault {
  const texts = allowed.map(String);
  const quoted =
    typeof data === 'string' && allowed.some((value) => typeof value !== 'string' && String(value) === data);
  const hint = quoted ? `Take off the quotes: ${data}.` : suggest(String(data), texts);
  return {
    code: 'MIRROR_CONFIG_VALUE',
    message: `${name} is ${describeValue(data, written)}, it must be ${either(texts)}`,
    hint: hint ?? `Write ${either(texts)}.`,
  };
}

/** `keep` or `tags[0]`; undefined for the whole. */
export function nameOf(path: ManifestPath): string | undefined {
  const last = path.at(-1);
  if (last === undefined) return undefined;
  const before = path.at(-2);
  return /^\d+$/.test(String(last)) && before !== undefined ? `${before}[${last}]` : shorten(String(last));
}
