import type { JsonSchema } from './json-schema.ts';

/** Keywords that say nothing about what is valid, and that messages do not show. */
const annotations = new Set([
  'title',
  'description',
  'markdownDescription',
  'markdownEnumDescriptions',
  'default',
  '$comment',
]);
/** Keywords that hold schemas by names of the author's. */
const named = new Set(['properties', 'patternProperties', '$defs', 'dependentSchemas']);
/** Keywords that hold data, not schemas. */
const data = new Set(['const', 'enum', 'required', 'dependentRequired', 'examples', 'default']);

/** The schema with what a validator needs: what makes a value valid, and an example for its messages. */
export function withoutAnnotations(schema: JsonSchema): JsonSchema {
  return mapSchemas(schema, (one) => {
    const kept = Object.entries(one).filter(([keyword]) => !annotations.has(keyword));
    return Object.fromEntries(
      kept.map(([keyword, value]) => [keyword, keyword === 'examples' ? fewExamples(one) : value]),
    );
  });
}

/** Editors show what is marked up where they are told that it is. */
export function withMarkdown(schema: JsonSchema): JsonSchema {
  return mapSchemas(schema, (one) =>
    typeof one.description === 'string' ? { ...one, markdownDescription: one.description } : one,
  );
}

/** The schema with `change` made to it and to every schema below it, from the inside out. */
function mapSchemas(schema: JsonSchema, change: (schema: JsonSchema) => JsonSchema): JsonSchema {
  const inside = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(inside);
    return typeof value === 'object' && value !== null ? mapSchemas(value as JsonSchema, change) : value;
  };
  const members = Object.entries(schema).map(([keyword, value]): [string, unknown] => {
    if (data.has(keyword)) return [keyword, value];
    if (!named.has(keyword)) return [keyword, inside(value)];
    const byName = Object.entries(value as JsonSchema).map(([name, member]) => [name, inside(member)]);
    return [keyword, Object.fromEntries(byName)];
  });
  return change(Object.fromEntries(members));
}

/** Of a text of a certain form all, since one of them may be meant; else the first. */
function fewExamples({ examples, pattern }: JsonSchema): unknown {
  return pattern === undefined && Array.isArray(examples) ? examples.slice(0, 1) : examples;
}
