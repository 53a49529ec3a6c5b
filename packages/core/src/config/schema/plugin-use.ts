import Type from 'typebox';
import { mapOf } from './map-of.ts';

const name = Type.String({
  description:
    'A plugin of ours by its name, a file that starts with `./`, or a package that starts with `@` or holds a `/`.',
  examples: ['cosign-sign', './plugins/licences.ts', '@acme/mirror-plugin-scan'],
  minLength: 1,
});

const pluginUse = Type.Union(
  [
    name,
    Type.Object(
      {
        use: name,
        with: Type.Optional(
          mapOf(Type.Unknown(), {
            description: "The plugin's options, checked by its own schema. Variables are not expanded.",
            examples: [{ mode: 'keyless' }],
          }),
        ),
      },
      {
        additionalProperties: false,
        description: 'A plugin with its options.',
        examples: [{ use: 'cosign-sign', with: { mode: 'keyless' } }],
      },
    ),
  ],
  {
    description: 'A step of the chain: a name, or a name with options.',
    examples: ['trivy-sbom', { use: 'cosign-sign', with: { mode: 'keyless' } }],
  },
);

export const plugins = Type.Array(pluginUse, {
  description:
    'The chain that every copy goes through, in this order; a bare name is `{use: name}`. An image may replace it; `[]` means copy only.',
  examples: [
    ['trivy-sbom', { use: 'cosign-sign', with: { mode: 'keyless' } }, 'slsa-provenance', 'verify'],
    [],
  ],
});
