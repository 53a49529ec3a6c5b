import { flowYaml, type JsonSchema, type PluginSchema } from '@multiarch-mirror/core/manifest';

const introduction = `# mirror.config.yaml

<!-- Written by \`npm run schema\` from packages/core/src/config/schema. -->

What is mirrored, where to, and what is attached to the copies. \`mirror\` looks for the file in the working directory and above;
\`--config FILE\` names another one. Relative paths start from the manifest's directory.

An editor with YAML support completes and checks the file when its first line is
\`# yaml-language-server: $schema=./schemas/mirror.schema.json\`; \`mirror schema\` prints that schema. \`mirror validate\` says
everything that is wrong, by line.

In \`destination\`, \`registries\` and \`sigstore\`, \`\${NAME}\` stands for a variable of the environment, \`\${NAME:-default}\` gives it a
default, and \`$\${\` is a plain \`\${\`. A variable that is not set or empty is an error where its value is used.
`;

/** Fields whose own fields stand under another heading. */
const elsewhere: Record<string, string> = {
  defaults: 'Takes each field of an image from `tags` on, under `images`.',
  'images[].plugins': 'As `plugins` above.',
};

/** docs/manifest.md: a heading for every field of the manifest and of every plugin's options. */
export function manifestReference(manifest: JsonSchema, plugins: readonly PluginSchema[]): string {
  const options = plugins.flatMap(({ name, schema }) => [
    `## Plugin \`${name}\``,
    text(schema.description),
    ...fields(schema, '', 3),
  ]);
  return `${[introduction.trimEnd(), ...fields(withoutReferences(manifest), '', 2), ...options].filter((part) => part !== '').join('\n\n')}\n`;
}

/** The schema with what its `$ref`s stand for in their place. */
function withoutReferences(schema: JsonSchema): JsonSchema {
  const definitions = mapOf(schema.$defs);
  return JSON.parse(JSON.stringify(schema), (_key, value: unknown) => {
    const { $ref } = mapOf(value);
    return typeof $ref === 'string' ? definitions[$ref.slice('#/$defs/'.length)] : value;
  }) as JsonSchema;
}

function fields(schema: JsonSchema, prefix: string, level: number): string[] {
  const required = listOf(schema.required);
  return Object.entries(mapOf(schema.properties)).flatMap(([key, field]) =>
    describeField(key, field as JsonSchema, { prefix, level, required: required.includes(key) }),
  );
}

function describeField(
  key: string,
  field: JsonSchema,
  { prefix, level, required }: { prefix: string; level: number; required: boolean },
): string[] {
  const name = `${prefix}${key}`;
  const facts = [typeOf(field)];
  if (required) facts.push('required');
  if (field.default !== undefined) facts.push(`default \`${flowYaml(field.default)}\``);
  const reference = elsewhere[name];
  return [
    `${'#'.repeat(Math.min(level, 6))} \`${name}\``,
    `${facts.join(', ')}. ${text(field.description)}`.trimEnd(),
    examples(key, listOf(field.examples)),
    ...(reference === undefined ? nested(field, name, level + 1) : [reference]),
  ];
}

/** The fields of a map, of what a list holds, of a map's values, and of the maps among alternatives. */
function nested(field: JsonSchema, name: string, level: number): string[] {
  const alternatives = listOf(field.anyOf).flatMap((branch) => nested(mapOf(branch), name, level));
  const items = field.items === undefined ? [] : nested(mapOf(field.items), `${name}[]`, level);
  const values = Object.values(mapOf(field.patternProperties)).flatMap((value) =>
    nested(mapOf(value), `${name}.*`, level),
  );
  return [...fields(field, `${name}.`, level), ...alternatives, ...items, ...values];
}

function typeOf(field: JsonSchema): string {
  if (field.const !== undefined) return `\`${flowYaml(field.const)}\``;
  if (field.enum !== undefined)
    return listOf(field.enum)
      .map((value) => `\`${flowYaml(value)}\``)
      .join(' or ');
  if (field.anyOf !== undefined)
    return listOf(field.anyOf)
      .map((branch) => typeOf(mapOf(branch)))
      .join(' or ');
  if (field.type === 'array') return `list of ${typeOf(mapOf(field.items))}`;
  if (field.type === 'object') return 'map';
  return typeof field.type === 'string' ? field.type : 'any value';
}

function examples(key: string, values: readonly unknown[]): string {
  if (values.length === 0) return '';
  return ['```yaml', ...values.map((value) => `${flowYaml(key)}: ${flowYaml(value)}`), '```'].join('\n');
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function mapOf(value: unknown): JsonSchema {
  return typeof value === 'object' && value !== null ? (value as JsonSchema) : {};
}
