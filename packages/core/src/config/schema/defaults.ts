import Type from 'typebox';
import { durationPattern } from '../duration.ts';
import { denyRule } from './deny-rule.ts';
import { platform, platformForm } from './platform.ts';
import { plugins } from './plugin-use.ts';
import { tags } from './tags.ts';

const ofImage = Type.Unsafe<string>({
  ...platform,
  patternErrorMessage: `${platformForm.patternErrorMessage} For all of them, write platforms: all.`,
});

/** What an image may set and `defaults` may set for all of them. */
export const defaultFields = {
  tags: Type.Optional(tags),
  platforms: Type.Optional(
    Type.Union([Type.Literal('all'), Type.Array(ofImage, { minItems: 1, uniqueItems: true })], {
      description:
        'The platforms that a copy holds, as OS/ARCHITECTURE[/VARIANT], or `all`. An assembly that says nothing has those of its `sources`.',
      examples: [['linux/amd64', 'linux/arm64'], ['linux/amd64', 'linux/arm64', 'linux/arm/v7'], 'all'],
      default: ['linux/amd64', 'linux/arm64'],
    }),
  ),
  missingPlatform: Type.Optional(
    Type.Enum(['fail', 'wait', 'warn', 'allow'], {
      description:
        'What happens when upstream lacks one of the platforms. None of them at all is always an error.',
      markdownEnumDescriptions: [
        'This image fails; the others go on.',
        'The image is put off until upstream has all of them. That is no failure.',
        'What there is gets published, with a warning; the rest is looked for again, and added as an update.',
        'As `warn`, without the warning.',
      ],
      examples: ['warn'],
      default: 'fail',
    }),
  ),
  transport: Type.Optional(
    Type.Enum(['native', 'oras'], {
      description: 'What moves the bytes.',
      markdownEnumDescriptions: ['The built-in client.', 'The `oras` command, which has to be on the PATH.'],
      examples: ['oras'],
      default: 'native',
    }),
  ),
  upstreamReferrers: Type.Optional(
    Type.Boolean({
      description:
        "Bring upstream's own signatures and attestations along. It does not go with `attestations: {format: legacy}`.",
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
      examples: ['3d', '12h', '1w', '1d 12h'],
      pattern: durationPattern,
      patternErrorMessage: 'Write a number with its unit, such as 12h, 3d or 1w.',
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
