import { describeValue, either, scalarText, typeName } from './describe-value.ts';
import { flowYaml } from './flow-yaml.ts';
import type { JsonSchema } from './json-schema.ts';
import type { SchemaFault } from './schema-fault.ts';
import { exampleOf, formHint } from './schema-value.ts';

interface TypeFault {
  data: unknown;
  /** The scalar as the manifest has it. */
  written: string | undefined;
  /** The value must not be shown. */
  secret: boolean;
  schema: JsonSchema;
  /** What JSON Schema calls the types that are allowed. */
  types: readonly unknown[];
  /** Values that are allowed beside them. */
  constants?: readonly unknown[];
}

/** A value of the wrong type. */
export function describeType(name: string, fault: TypeFault): SchemaFault {
  const { data, written, types, constants = [] } = fault;
  const allowed = [...constants.map((constant) => JSON.stringify(constant)), ...types.map(typeName)];
  const is = fault.secret ? '' : `, not ${describeValue(data, written)}`;
  return {
    code: 'MIRROR_CONFIG_TYPE',
    message: `${name} must be ${either(allowed)}${is}`,
    hint: hintFor(name, fault, allowed),
  };
}

function hintFor(
  name: string,
  { data, written, secret, schema, types }: TypeFault,
  allowed: readonly string[],
): string {
  if (data === null) return 'Give it a value, or take it out.';
  if (secret && types.includes('string')) return 'Put it in quotes.';
  const scalar = typeof data !== 'object';
  const text = written ?? scalarText(data);
  if (types.includes('string') && scalar) {
    const fits = typeof schema.pattern !== 'string' || new RegExp(schema.pattern, 'u').test(text);
    return fits ? `Put it in quotes: "${text}".` : (formHint(schema) ?? 'Write text.');
  }
  if (typeof data === 'string') {
    const meant = meantValue(data, types);
    if (meant !== undefined) return meant;
  }
  if (types.includes('array') && scalar) return `Write it as a list: [${flowYaml(text)}].`;
  const example = exampleOf(schema);
  return example === undefined
    ? `Write ${either(allowed)}.`
    : `Write it like this: ${asMember(name, example)}.`;
}

/** Text that would have been the right value, had YAML not read it as text. */
function meantValue(text: string, types: readonly unknown[]): string | undefined {
  const words: Record<string, string> = { yes: 'true', on: 'true', no: 'false', off: 'false' };
  const word = words[text.toLowerCase()];
  if (types.includes('boolean')) {
    if (word !== undefined) return `Write ${word}: YAML 1.2 reads ${text} as text.`;
    if (/^(?:true|false)$/i.test(text)) return `Take off the quotes: ${text.toLowerCase()}.`;
  }
  const isNumber = types.includes('integer') || types.includes('number');
  return isNumber && /^\d+$/.test(text) ? `Take off the quotes: ${text}.` : undefined;
}

/** `keep: 10`; an entry of a list has no key. */
function asMember(name: string, example: unknown): string {
  return name.endsWith(']') ? flowYaml(example) : `${name}: ${flowYaml(example)}`;
}
