import type { JsonSchema } from './json-schema.ts';
import { manifestSchema } from './manifest-schema.generated.ts';
import { withMarkdown } from './schema-annotations.ts';

/** What composing needs to know of a plugin. */
export interface PluginSchema {
  name: string;
  /** Of `with`. */
  schema: JsonSchema;
}

const identifier =
  'https://raw.githubusercontent.com/this-is-tobi/multiarch-mirror/main/schemas/mirror.schema.json';

/**
 * The manifest's JSON Schema (2020-12) for editors: `use: NAME` makes `with` follow that plugin's schema; the `with` of a
 * plugin that is not among these is any object. `manifest`: the schema without plugins, where it is not the committed one.
 */
export function composeSchema(
  plugins: readonly PluginSchema[],
  manifest: JsonSchema = manifestSchema,
): JsonSchema {
  const { plugins: chain, ...definitions } = manifest.$defs as Record<string, JsonSchema>;
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: identifier,
    title: 'mirror.config.yaml',
    ...withMarkdown({
      ...manifest,
      $defs: { ...definitions, plugins: composeChain(chain ?? {}, plugins) },
    }),
  };
}

function composeChain(chain: JsonSchema, plugins: readonly PluginSchema[]): JsonSchema {
  if (plugins.length === 0) return chain;
  const items = chain.items as { anyOf: [JsonSchema, JsonSchema] };
  const [name, use] = items.anyOf;
  const composedName = composeName(name, plugins);
  return {
    ...chain,
    items: {
      ...items,
      anyOf: [
        composedName,
        {
          ...use,
          properties: { ...(use.properties as JsonSchema), use: composedName },
          allOf: plugins.map((plugin) => ({
            if: { properties: { use: { const: plugin.name } } },
            // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
            then: { properties: { with: embed(plugin) } }, // oxlint-disable-line unicorn/no-thenable
          })),
        },
      ],
    },
  };
}

/** One of ours, a file or a package. */
function composeName(name: JsonSchema, plugins: readonly PluginSchema[]): JsonSchema {
  return { ...name, anyOf: [{ enum: plugins.map((plugin) => plugin.name) }, { pattern: '^@|/' }] };
}

/** A schema that refers to itself needs a name of its own, so that its `#` stays itself. */
function embed({ name, schema }: PluginSchema): JsonSchema {
  const refersToItself = JSON.stringify(schema).includes('"$ref"');
  return refersToItself && schema.$id === undefined ? { $id: `plugin/${name}`, ...schema } : schema;
}
