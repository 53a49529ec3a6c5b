import Type from 'typebox';
import { attestations } from './attestations.ts';
import { defaults } from './defaults.ts';
import { image } from './image.ts';
import { plugins } from './plugin-use.ts';
import { registries } from './registry.ts';
import { sigstore } from './sigstore.ts';

/** mirror.config.yaml. The one source of its types, of the JSON Schema, of the validator and of docs/manifest.md. */
export const manifest = Type.Object(
  {
    version: Type.Literal(1, { description: "The version of the manifest's format.", examples: [1] }),
    destination: Type.String({
      description:
        'Where images go: registry[:port]/namespace, or oci:DIR for a layout on disk. Variables of the environment are expanded.',
      examples: ['ghcr.io/this-is-tobi/mirror', 'localhost:5000/mirror', 'oci:./mirror'],
      minLength: 1,
    }),
    defaults: Type.Optional(defaults),
    plugins: Type.Optional(plugins),
    images: Type.Array(image, {
      description:
        'What is mirrored; `mirror add SOURCE` writes an entry. Two entries may fill one repository with different tags.',
      examples: [[{ source: 'docker.io/library/debian', tags: ['bookworm-slim'] }]],
    }),
    attestations: Type.Optional(attestations),
    sigstore: Type.Optional(sigstore),
    registries: Type.Optional(registries),
  },
  {
    additionalProperties: false,
    description: 'What is mirrored, where to, and what is attached to the copies.',
    examples: [
      {
        version: 1,
        destination: 'ghcr.io/this-is-tobi/mirror',
        images: [{ source: 'docker.io/library/debian', tags: ['bookworm-slim'] }],
      },
    ],
  },
);
