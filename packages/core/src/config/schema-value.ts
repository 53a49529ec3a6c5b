import { describeValue } from './describe-value.ts';
import { flowYaml } from './flow-yaml.ts';
import type { JsonSchema } from './json-schema.ts';
import type { SchemaFault } from './schema-fault.ts';
import { suggest } from './suggestion.ts';

interface LimitFault {
  keyword: string;
  /** The keyword's value. */
  schema: unknown;
  data: unknown;
  /** The scalar as the manifest has it. */
  written: string | undefined;
  parent: JsonSchema;
  params: Record<string, unknown>;
}

/** A value of the right type that is too small, too long, or not of the right form. */
export function describeLimit(name: string, fault: LimitFault): SchemaFault {
  const { keyword, schema, data, written, parent, params } = fault;
  const is = describeValue(data, written);
  const limit = String(schema);
  const words: Record<string, [message: string, hint: string]> = {
    minimum: [`${name} is ${is}, it must be ${limit} or more`, `Write a number from ${limit} up.`],
    maximum: [`${name} is ${is}, it must be ${limit} or less`, `Write a number up to ${limit}.`],
    exclusiveMinimum: [`${name} is ${is}, it must be more than ${limit}`, 'Write a greater number.'],
    exclusiveMaximum: [`${name} is ${is}, it must be less than ${limit}`, 'Write a smaller number.'],
    multipleOf: [`${name} is ${is}, which is no multiple of ${limit}`, `Write a multiple of ${limit}.`],
    minItems: tooFew(name, schema, 'entries'),
    minProperties: tooFew(name, schema, 'keys'),
    minLength: tooFew(name, schema, 'characters'),
    maxItems: [`${name} has more than ${limit} entries`, `Keep ${limit} of them.`],
    maxProperties: [`${name} has more than ${limit} keys`, `Keep ${limit} of them.`],
    maxLength: [`${name} has more than ${limit} characters`, 'Write less.'],
    contains: [`${name} lacks an entry that has to be there`, 'Add it.'],
    not: [`${name} is ${is}, which is not allowed`, 'Write another value.'],
  };
  if (keyword === 'pattern') return pattern(name, is, fault);
  if (keyword === 'uniqueItems') {
    const { i, j } = params as { i: number; j: number };
    const [earlier, later] = i < j ? [i, j] : [j, i];
    return {
      code: 'MIRROR_CONFIG_VALUE',
      message: `${name}[${later}] is ${name}[${earlier}] again`,
      hint: 'Keep one of the two.',
      key: String(later),
    };
  }
  const [message, hint] = words[keyword] ?? [
    `${name} is not what it has to be (${keyword})`,
    exampleHint(parent) ?? 'See docs/manifest.md for what may stand here.',
  ];
  return { code: 'MIRROR_CONFIG_VALUE', message, hint };
}

function tooFew(name: string, limit: unknown, what: string): [message: string, hint: string] {
  if (limit === 1) {
    return [
      `${name} is empty`,
      what === 'characters' ? 'Give it a value, or take it out.' : 'Name at least one.',
    ];
  }
  return [`${name} has less than ${String(limit)} ${what}`, 'Write more.'];
}

function pattern(name: string, is: string, { schema, data, parent }: LimitFault): SchemaFault {
  const examples = Array.isArray(parent.examples) ? parent.examples.map(String) : [];
  const text = String(data);
  // `amd64`, where `linux/amd64` was meant.
  const part = examples.find((example) => example.split('/').includes(text));
  const near = suggest(text, examples) ?? (part === undefined ? undefined : `Did you mean ${part}?`);
  const hint = formHint(parent) ?? `Write what matches ${String(schema)}.`;
  return {
    code: 'MIRROR_CONFIG_VALUE',
    message: `${name} is ${is}, which is not of the right form`,
    hint: near === undefined ? hint : `${near} ${hint}`,
  };
}

/** How a text of a certain form is written; `patternErrorMessage` is what editors show, too. */
export function formHint(schema: JsonSchema): string | undefined {
  const { patternErrorMessage: form } = schema;
  return typeof form === 'string' ? form : exampleHint(schema);
}

/** The first example of a schema. */
export function exampleOf({ examples }: JsonSchema): unknown {
  return Array.isArray(examples) ? examples[0] : undefined;
}

function exampleHint(schema: JsonSchema): string | undefined {
  const example = exampleOf(schema);
  return example === undefined ? undefined : `Write it like ${flowYaml(example)}.`;
}

/** What to do about a key that is missing. */
export function addHint(key: string, schema: JsonSchema | undefined): string {
  const example = schema === undefined ? undefined : exampleOf(schema);
  return example === undefined ? `Add ${key}.` : `Add ${key}: ${flowYaml(example)}.`;
}
