import { flowYaml, type JsonSchema, type PluginSchema } from '@multiarch-mirror/core/manifest';
import { fieldsOf, listOf, mapOf, type SchemaField } from './schema-fields.ts';
import { wholeManifest } from './whole-manifest.ts';

const introduction = `# mirror.config.yaml

<!-- Written by \`npm run schema\` from packages/core/src/config/schema. -->

What is mirrored, where to, and what is attached to the copies. \`mirror\` looks for the file in the working directory and above;
\`--config FILE\` names another one. Relative paths start from the manifest's directory.

An editor with YAML support completes and checks the file when its first line is
\`# yaml-language-server: $schema=./schemas/mirror.schema.json\`; \`mirror schema\` prints that schema.

\`mirror validate\` says everything that is wrong, each at its place, and asks no registry:

\`\`\`
mirror.config.yaml:24:28: error: unknown key kep [MIRROR_CONFIG_UNKNOWN_KEY]
  24 |     tags: {semver: ">=10", kep: 10}
     |                            ^
  hint: Did you mean keep? Allowed: semver, regex, exclude, keep, latest, prereleases, aliases, mutable.
\`\`\`

\`--json\` gives the same as one document: \`{"version": 1, "file", "valid", "images", "errors": [{"code", "message", "hint", "file",
"line", "column"}], "warnings"}\`. The codes stay; the words may change.

In \`destination\`, \`registries\` and \`sigstore\`, \`\${NAME}\` stands for a variable of the environment, \`\${NAME:-default}\` gives it a
default, and \`$\${\` is a plain \`\${\`. A variable that is not set or empty is a warning of \`validate\`, and an error where its value
is used. Anchors, aliases and merge keys (\`<<\`) of YAML are taken; the manifest is one document of YAML 1.2 in UTF-8.

## A manifest with everything

\`\`\`yaml
${wholeManifest}\`\`\`
`;

/** Fields whose own fields stand under another heading. */
const elsewhere: Record<string, string> = {
  defaults: 'Takes each field of an image from `tags` on, under `images`.',
  'images[].plugins': 'As `plugins` above.',
};

/** docs/manifest.md: a heading for every field of the manifest and of every plugin's options. */
export function manifestReference(manifest: JsonSchema, plugins: readonly PluginSchema[]): string {
  const fields = fieldsOf(manifest, (path) => path in elsewhere);
  const options = plugins.flatMap(({ name, schema }) => [
    `## Plugin \`${name}\``,
    text(schema.description),
    ...fieldsOf(schema).flatMap((field) => describeField(field, 3)),
  ]);
  const parts = [introduction.trimEnd(), ...fields.flatMap((field) => describeField(field, 2)), ...options];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function describeField({ path, key, schema, parent, required, depth }: SchemaField, level: number): string[] {
  const facts = [typeOf(schema)];
  if (required) facts.push('required');
  if (schema.default !== undefined) facts.push(`default \`${flowYaml(schema.default)}\``);
  return [
    `${'#'.repeat(Math.min(level + depth, 6))} \`${path}\``,
    [`${facts.join(', ')}.`, text(schema.description), companions(key, parent)].filter(Boolean).join(' '),
    choices(schema),
    examples(key, listOf(schema.examples)),
    elsewhere[path] ?? '',
  ];
}

/** Which other fields have to be there, and which must not. */
function companions(key: string, parent: JsonSchema): string {
  const needed = listOf(mapOf(parent.dependentRequired)[key]).map((other) => `\`${String(other)}\``);
  const others = listOf(parent.oneOf)
    .flatMap((branch) => listOf(mapOf(branch).required))
    .filter((other) => other !== key);
  const isChoice = listOf(parent.oneOf).some((branch) => listOf(mapOf(branch).required).includes(key));
  return [
    needed.length === 0 ? '' : `It needs ${needed.join(' and ')} beside it.`,
    isChoice ? `There is either this or ${others.map((other) => `\`${String(other)}\``).join(' or ')}.` : '',
  ]
    .filter(Boolean)
    .join(' ');
}

/** What each of the allowed values means. */
function choices({ enum: values, markdownEnumDescriptions: meanings }: JsonSchema): string {
  return listOf(meanings)
    .map((meaning, index) => `- \`${flowYaml(listOf(values)[index])}\`: ${text(meaning)}`)
    .join('\n');
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
