import Type from 'typebox';

const name = Type.String({
  description:
    'A plugin of ours by its name, a file that starts with `./`, or a package that starts with `@` or holds a `/`.',
  examples: ['trivy-sbom', './plugins/licences.ts', '@acme/mirror-plugin-scan'],
  minLength: 1,
});

const pluginUse = Type.Union([
  name,
  Type.Object(
    {
      use: name,
      with: Type.Optional(
        Type.Record(Type.String(), Type.Unknown(), {
          description: "The plugin's options, checked by its own schema.",
          examples: [{ mode: 'keyless' }],
        }),
      ),
    },
    { additionalProperties: false },
  ),
]);

export const plugins = Type.Array(pluginUse, {
  description:
    'The chain that every copy goes through, in this order; a bare name is `{use: name}`. An image may replace it; `[]` means copy only.',
  examples: [['trivy-sbom', { use: 'cosign-sign', with: { mode: 'keyless' } }, 'slsa-provenance', 'verify']],
});
