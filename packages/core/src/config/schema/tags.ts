import Type from 'typebox';
import { tag } from './tag.ts';

const literals = Type.Array(tag, {
  description: 'Literal tags: the source is never asked for a listing.',
  examples: [['3.10', '3.9']],
  minItems: 1,
});

const downgrade = Type.Object(
  {
    downgrade: Type.Boolean({
      description: 'Let `latest` go back when the version that it follows is gone.',
      examples: [true],
    }),
  },
  {
    additionalProperties: false,
    description: '`latest` follows the highest version, and may go back.',
    examples: [{ downgrade: true }],
  },
);

const expression = Type.String({
  description: 'A regular expression, found anywhere in the tag.',
  examples: ['-rootless$'],
  minLength: 1,
});

const window = Type.Object(
  {
    semver: Type.Optional(
      Type.String({
        description:
          'A range of versions in the syntax of npm; `17.2` counts as 17.2.0, and a fourth part is compared, too. It takes plain versions, not variants of them (`17.2-alpine`), unless it ends in one: `17-alpine` takes those alone. What all versions of a repository end with (`17.5.1-ce.0`) is no variant.',
        examples: ['>=10', '^17.2', '~3.20 || ~3.21', '17-alpine', '*'],
        minLength: 1,
      }),
    ),
    regex: Type.Optional(
      Type.String({
        description:
          'A regular expression that tags have to match, in the syntax that JavaScript and RE2 share. It is found anywhere: anchor it with `^` and `$`. RE2 matches it, in a time that grows with the tag alone.',
        examples: ['^\\d+\\.\\d+\\.\\d+$', '^17\\.\\d+-alpine$'],
        minLength: 1,
      }),
    ),
    exclude: Type.Optional(
      Type.Array(expression, {
        description: 'Regular expressions: a tag that matches one of them is left out.',
        examples: [['-rootless$', '^10\\.4\\.']],
        default: [],
      }),
    ),
    keep: Type.Optional(
      Type.Integer({
        description:
          'How many of the highest versions are mirrored; all of them when it is not set. What was mirrored before is never deleted.',
        examples: [10],
        minimum: 1,
      }),
    ),
    latest: Type.Optional(
      Type.Union([Type.Boolean(), downgrade], {
        description:
          'Let the tag `latest` follow the highest version that is published at the destination. `{downgrade: true}` lets it go back too.',
        examples: [true, { downgrade: true }],
        default: false,
      }),
    ),
    prereleases: Type.Optional(
      Type.Boolean({
        description: 'Take pre-releases too (`11.0.0-rc1`, `18beta1`).',
        examples: [true],
        default: false,
      }),
    ),
    aliases: Type.Optional(
      Type.Boolean({
        description:
          'Take aliases too: tags of which another tag is a longer form (`3.20` beside `3.20.3`). They are followed when they move.',
        examples: [true],
        default: false,
      }),
    ),
    mutable: Type.Optional(
      Type.Boolean({
        description:
          'Whether selected tags are followed when upstream moves them. By default only aliases are; the others are mirrored once.',
        examples: [true],
      }),
    ),
  },
  {
    additionalProperties: false,
    description: 'A window on the tags of the source.',
    examples: [{ semver: '>=10', keep: 10, latest: true }],
    oneOf: [{ required: ['semver'] }, { required: ['regex'] }],
  },
);

export const tags = Type.Union([literals, window], {
  description: 'Which tags are mirrored: a list of literal tags, or a window on the tags of the source.',
  examples: [
    ['3.10', '3.9'],
    { semver: '>=10', keep: 10, latest: true },
    { regex: '^\\d+\\.\\d+-alpine$', keep: 3 },
  ],
});
