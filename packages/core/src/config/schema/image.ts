import Type from 'typebox';
import { defaultFields } from './defaults.ts';

export const image = Type.Object(
  {
    name: Type.Optional(
      Type.String({
        description: 'The repository below the destination. Default: the last part of the source.',
        examples: ['mattermost', 'base/debian'],
        minLength: 1,
      }),
    ),
    source: Type.Optional(
      Type.String({
        description:
          'The upstream repository, without tag: HOST[:PORT]/PATH, or oci:DIR for a layout on disk.',
        examples: [
          'docker.io/mattermost/mattermost-team-edition',
          'registry.k8s.io/pause',
          'oci:./build/outline',
        ],
        minLength: 1,
      }),
    ),
    sources: Type.Optional(
      Type.Record(Type.String(), Type.String({ minLength: 1 }), {
        description:
          'Instead of `source`: a reference for each platform, from which one index is assembled. `{tag}` stands for the tag.',
        examples: [
          {
            'linux/amd64': 'docker.io/outlinewiki/outline:{tag}',
            'linux/arm64': 'oci:./build/outline-arm64:{tag}',
          },
        ],
        minProperties: 1,
      }),
    ),
    tagsFrom: Type.Optional(
      Type.String({
        description: 'The platform of `sources` whose listing a window selects from. Default: the first.',
        examples: ['linux/amd64'],
        minLength: 1,
      }),
    ),
    ...defaultFields,
  },
  {
    additionalProperties: false,
    oneOf: [{ required: ['source'] }, { required: ['sources'] }],
    dependentRequired: { tagsFrom: ['sources'] },
  },
);
