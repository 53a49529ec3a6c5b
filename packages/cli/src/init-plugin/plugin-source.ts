export type Language = 'typescript' | 'javascript';

/** What differs between the two. */
const words = {
  typescript: {
    imports:
      "import { definePlugin, type ImageContext, type Plugin, PolicyError } from '@multiarch-mirror/core/plugin';",
    options: `/** \`with\` of the plugin. */
interface Options {
  labels?: string[];
  required?: boolean;
}
`,
    declaration: 'const plugin: Plugin<Options> = definePlugin<Options>({',
    labels: `async function labelsOf(
  image: ImageContext,
  labels: readonly string[],
): Promise<Record<string, Record<string, string>>> {`,
    found: 'const found: Record<string, Record<string, string>> = {};',
    parsed: ` as {
      config: { digest: string; mediaType: string; size: number };
    }`,
    config: ` as {
      config?: { Labels?: Record<string, string> };
    }`,
    bytes: 'const chunks: Uint8Array[] = [];',
  },
  javascript: {
    imports: "import { definePlugin, PolicyError } from '@multiarch-mirror/core/plugin';",
    options: '',
    declaration: 'const plugin = definePlugin({',
    labels: 'async function labelsOf(image, labels) {',
    found: 'const found = {};',
    parsed: '',
    config: '',
    bytes: 'const chunks = [];',
  },
} satisfies Record<Language, Record<string, string>>;

/** A plugin that attests what each platform's configuration says in its labels: it works as it is, and is there to be changed. */
export function pluginSource(name: string, language: Language): string {
  const { imports, options, declaration, labels, found, parsed, config, bytes } = words[language];
  return `${imports}

/** The type of the statement: a URI of your own, with a version. */
const predicateType = 'https://example.com/${name}/v1';
${options === '' ? '' : `\n${options}`}
${declaration}
  name: '${name}',
  // Of \`with\`, as JSON Schema: editors and \`mirror validate\` know it. Each option has a meaning and an example.
  schema: {
    type: 'object',
    description: 'Says on an image what its labels say.',
    properties: {
      labels: {
        type: 'array',
        description: 'The labels to look for.',
        items: { type: 'string', minLength: 1 },
        minItems: 1,
        default: ['org.opencontainers.image.licenses'],
        examples: [['org.opencontainers.image.licenses', 'org.opencontainers.image.source']],
      },
      required: {
        type: 'boolean',
        description: 'An image without one of them is refused.',
        default: false,
        examples: [true],
      },
    },
    additionalProperties: false,
  },
  create({ labels = ['org.opencontainers.image.licenses'], required = false }) {
    return {
      // What is there already? Nothing is changed here, and what is found is not made again.
      inspect: (image) => image.inspect([{ subject: image.root, predicateType }]),
      // The image is at the destination now, by digest; no tag points to it yet.
      attest: async (image) => {
        const platforms = await labelsOf(image, labels);
        for (const [platform, found] of Object.entries(platforms)) {
          const missing = labels.filter((label) => !(label in found));
          if (required && missing.length > 0) {
            throw new PolicyError(\`\${platform} has no label \${missing.join(', ')}\`, {
              hint: 'Ask upstream for it, or leave out \`required\`.',
            });
          }
        }
        // It is signed, and written with everything else when the whole chain is done.
        await image.attach({ subject: image.root, predicateType, predicate: { platforms } });
      },
    };
  },
});

export default plugin;

/** The labels in each platform's configuration, from the copy: upstream is not asked again. */
${labels}
  ${found}
  for (const { platform, descriptor } of image.platforms) {
    const { bytes } = await image.content.manifest(descriptor.digest);
    const manifest = JSON.parse(new TextDecoder().decode(bytes))${parsed};
    ${bytes}
    for await (const chunk of await image.content.blob(manifest.config)) chunks.push(chunk);
    const { config } = JSON.parse(Buffer.concat(chunks).toString('utf8'))${config};
    const all = Object.entries(config?.Labels ?? {});
    found[platform] = Object.fromEntries(all.filter(([label]) => labels.includes(label)));
  }
  return found;
}
`;
}
