import Type from 'typebox';
import { denyRule } from './deny-rule.ts';
import { plugins } from './plugin-use.ts';
import { tags } from './tags.ts';

/** What an image may set and `defaults` may set for all of them. */
export const defaultFields = {
  tags: Type.Optional(tags),
  platforms: Type.Optional(
    Type.Union(
      [Type.Literal('all'), Type.Array(Type.String({ minLength: 1 }), { minItems: 1, uniqueItems: true })],
      {
        description: 'The platforms that a copy holds, as OS/ARCHITECTURE[/VARIANT], or `all`.',
        examples: [['linux/amd64', 'linux/arm64'], ['linux/amd64', 'linux/arm64', 'linux/arm/v7'], 'all'],
        default: ['linux/amd64', 'linux/arm64'],
      },
    ),
  ),
  missingPlatform: Type.Optional(
    Type.Enum(['fail', 'wait', 'warn', 'allow'], {
      description:
        'When upstream lacks one of the platforms: `fail` fails the image, `wait` puts it off, `warn` and `allow` publish what there is and look for the rest again. None at all is always an error.',
      examples: ['warn'],
      default: 'fail',
    }),
  ),
  transport: Type.Optional(
    Type.Enum(['native', 'oras'], {
      description: 'What moves the bytes: the built-in client, or the `oras` command.',
      examples: ['native'],
      default: 'native',
    }),
  ),
  upstreamReferrers: Type.Optional(
    Type.Boolean({
      description: "Bring upstream's own signatures and attestations along.",
      examples: [true],
      default: false,
    }),
  ),
  destination: Type.Optional(
    Type.String({
      description:
        "Where the image goes instead of the manifest's `destination`. Variables of the environment are expanded.",
      examples: ['ghcr.io/acme/base'],
      minLength: 1,
    }),
  ),
  plugins: Type.Optional(plugins),
  minimumAge: Type.Optional(
    Type.String({
      description: 'Hold a digest back until that long after it was first seen.',
      examples: ['3d', '12h', '1w'],
      minLength: 1,
    }),
  ),
  deny: Type.Optional(
    Type.Array(denyRule, {
      description: 'Tags and digests that are kept out, or no longer followed, each with the reason.',
      examples: [[{ tag: '10.4.0', reason: 'loses attachments, fixed in 10.4.1' }]],
      default: [],
    }),
  ),
};

export const defaults = Type.Object(defaultFields, {
  additionalProperties: false,
  description: 'What holds for every image that does not say otherwise.',
  examples: [{ platforms: ['linux/amd64', 'linux/arm64'], missingPlatform: 'wait' }],
});
