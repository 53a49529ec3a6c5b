import type { JsonSchema } from './json-schema.ts';
import type { ManifestPath } from './manifest-document.ts';
import { choiceOfKeys } from './schema-union.ts';
import type { SchemaError } from './schema-validator.ts';
import { suggest, suggestFrom } from './suggestion.ts';

/** A fault that the schema found, in words. */
export interface SchemaFault {
  code: string;
  message: string;
  hint?: string;
  /** The key below the value that the fault is about. */
  key?: string;
}

const typeNames: Record<string, string> = {
  object: 'a map',
  array: 'a list',
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  null: 'empty',
};

/** `name`: what the value is called; `written`: the scalar as the manifest has it. */
export function describeSchemaError(
  error: SchemaError,
  name: string,
  written: string | undefined,
): SchemaFault {
  const { keyword, data, schema } = error;
  const params = error.params as Record<string, unknown>;
  const parent = (error.parentSchema ?? {}) as JsonSchema;
  switch (keyword) {
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return unknownKey(String(params.additionalProperty ?? params.unevaluatedProperty), parent);
    case 'required':
      return required(name, [String(params.missingProperty)]);
    case 'false schema':
      return {
        code: 'MIRROR_CONFIG_VALUE',
        message: `${name} does not go with the rest`,
        hint: `Take out ${name}.`,
      };
    case 'dependentRequired':
      return {
        code: 'MIRROR_CONFIG_REQUIRED',
        message: `${String(params.property)} needs ${String(params.missingProperty)} beside it`,
        hint: `Add ${String(params.missingProperty)}, or take out ${String(params.property)}.`,
        key: String(params.property),
      };
    case 'type':
      return wrongType(
        name,
        [schema].flat().map(typeName),
        data,
        written,
        [schema].flat().includes('string'),
      );
    case 'anyOf':
    case 'oneOf':
      return union(error, name, written);
    case 'const':
    case 'enum':
      return notAllowed(name, data, keyword === 'const' ? [schema] : (schema as unknown[]));
    default:
      return valueFault(name, keyword, schema, data, error.message ?? 'is not valid');
  }
}

function unknownKey(key: string, parent: JsonSchema): SchemaFault {
  const allowed = Object.keys(parent.properties ?? {});
  return {
    code: 'MIRROR_CONFIG_UNKNOWN_KEY',
    message: `unknown key ${key}`,
    hint: suggestFrom(key, allowed),
    key,
  };
}

function required(name: string, keys: readonly string[]): SchemaFault {
  const list = keys.join(' or ');
  return { code: 'MIRROR_CONFIG_REQUIRED', message: `${name} needs ${list}`, hint: `Add ${list}.` };
}

function wrongType(
  name: string,
  types: readonly string[],
  data: unknown,
  written: string | undefined,
  text: boolean,
): SchemaFault {
  const is = describeValue(data);
  const message = `${name} must be ${types.join(' or ')}, not ${is}`;
  const scalar = typeof data === 'number' || typeof data === 'boolean';
  const hint = text && scalar ? `Put it in quotes: "${written ?? String(data)}".` : hintFor(data, types);
  return { code: 'MIRROR_CONFIG_TYPE', message, hint };
}

function hintFor(data: unknown, types: readonly string[]): string {
  if (data === null) return 'Give it a value, or take the key out.';
  return types.includes(typeNames.array ?? '')
    ? `Write it as a list: [${typeof data === 'string' ? data : JSON.stringify(data)}].`
    : `Write ${types.join(' or ')}.`;
}

function union(error: SchemaError, name: string, written: string | undefined): SchemaFault {
  const keys = choiceOfKeys(error);
  if (keys === undefined) return alternatives(error.schema as JsonSchema[], name, error.data, written);
  const present = keys.filter((key) => Object.hasOwn(error.data as object, key));
  const [, second] = present;
  if (second === undefined) return required(name, keys);
  return {
    code: 'MIRROR_CONFIG_VALUE',
    message: `${name} has ${present.join(' and ')}, of which there can be only one`,
    hint: `Take out ${present.slice(0, -1).join(', ')} or ${present.at(-1)}.`,
    key: second,
  };
}

function alternatives(
  branches: JsonSchema[],
  name: string,
  data: unknown,
  written: string | undefined,
): SchemaFault {
  const constants = branches.flatMap((branch) => ('const' in branch ? [branch.const] : listOf(branch.enum)));
  const types = branches.flatMap(({ type, const: only }) =>
    typeof type === 'string' && only === undefined ? [type] : [],
  );
  const names = [...constants.map((constant) => JSON.stringify(constant)), ...types.map(typeName)];
  const fault = wrongType(name, names, data, written, types.includes('string'));
  const hint = typeof data === 'string' ? suggest(data, constants.map(String)) : undefined;
  return hint === undefined ? fault : { ...fault, hint };
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function notAllowed(name: string, data: unknown, allowed: readonly unknown[]): SchemaFault {
  const texts = allowed.map(String);
  const hint = suggest(String(data), texts);
  return {
    code: 'MIRROR_CONFIG_VALUE',
    message: `${name} is ${describeValue(data)}, it must be ${texts.join(', ').replace(/, ([^,]*)$/, ' or $1')}`,
    hint: hint ?? `Write ${texts.join(' or ')}.`,
  };
}

function valueFault(
  name: string,
  keyword: string,
  schema: unknown,
  data: unknown,
  message: string,
): SchemaFault {
  const is = describeValue(data);
  const words: Record<string, [message: string, hint: string]> = {
    minimum: [
      `${name} is ${is}, it must be ${String(schema)} or more`,
      `Write a number from ${String(schema)} up.`,
    ],
    maximum: [
      `${name} is ${is}, it must be ${String(schema)} or less`,
      `Write a number up to ${String(schema)}.`,
    ],
    minItems: [`${name} is empty`, 'Name at least one.'],
    minProperties: [`${name} is empty`, 'Name at least one.'],
    minLength: [`${name} is empty`, 'Give it a value, or take the key out.'],
    uniqueItems: [`${name} has an entry twice`, 'Keep one of the two.'],
    pattern: [`${name} is ${is}, which is not of the form ${String(schema)}`, 'Write it in this form.'],
  };
  const [text, hint] = words[keyword] ?? [
    `${name} ${message}`,
    'See docs/manifest.md for what may stand here.',
  ];
  return { code: 'MIRROR_CONFIG_VALUE', message: text, hint };
}

function typeName(type: unknown): string {
  return typeNames[String(type)] ?? String(type);
}

function describeValue(data: unknown): string {
  if (data === null) return 'empty';
  if (Array.isArray(data)) return 'a list';
  if (typeof data === 'object') return 'a map';
  return JSON.stringify(data);
}

/** `keep` or `tags[0]`; undefined for the whole. */
export function nameOf(path: ManifestPath): string | undefined {
  const last = path.at(-1);
  if (last === undefined) return undefined;
  const before = path.at(-2);
  return /^\d+$/.test(String(last)) && before !== undefined ? `${before}[${last}]` : String(last);
}
