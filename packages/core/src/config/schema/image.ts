import Type from 'typebox';
import { defaultFields } from './defaults.ts';
import { mapOf } from './map-of.ts';
import { platformForm } from './platform.ts';

const template = Type.String({
  description: 'The reference for one platform. `{tag}` stands for the tag.',
  examples: ['docker.io/outlinewiki/outline:{tag}'],
  minLength: 1,
});

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
          'The upstream repository, without tag: HOST[:PORT]/PATH, or oci:DIR for a layout on disk. Without a host it is Docker Hub.',
        examples: [
          'docker.io/mattermost/mattermost-team-edition',
          'registry.k8s.io/pause',
          'oci:./build/outline',
        ],
        minLength: 1,
      }),
    ),
    sources: Type.Optional(
      mapOf(template, {
        description:
          'Instead of `source`: a reference for each platform, from which one index is assembled. `{tag}` stands for the tag.',
        examples: [
          {
            'linux/amd64': 'docker.io/outlinewiki/outline:{tag}',
            'linux/arm64': 'oci:./build/outline-arm64:{tag}',
          },
        ],
        minProperties: 1,
        propertyNames: platformForm,
      }),
    ),
    tagsFrom: Type.Optional(
      Type.String({
        ...platformForm,
        description: 'The platform of `sources` whose listing a window selects from. Default: the first.',
        examples: ['linux/amd64'],
      }),
    ),
    ...defaultFields,
  },
  {
    additionalProperties: false,
    description: 'One repository of the destination, or a part of it.',
    examples: [{ source: 'docker.io/library/debian', tags: ['bookworm-slim'] }],
    oneOf: [{ required: ['source'] }, { required: ['sources'] }],
    dependentRequired: { tagsFrom: ['sources'] },
  },
);
