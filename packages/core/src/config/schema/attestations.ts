import Type from 'typebox';

export const attestations = Type.Object(
  {
    format: Type.Optional(
      Type.Enum(['both', 'bundle', 'legacy'], {
        description: 'How signatures and attestations are stored.',
        markdownEnumDescriptions: [
          'Both forms, so that every cosign since 2.0 finds what it looks for.',
          'Sigstore bundles, as OCI referrers: what cosign reads since 2.6.',
          'The `.sig` and `.att` tags that cosign before 2.6 reads. It does not go with `upstreamReferrers`.',
        ],
        examples: ['bundle'],
        default: 'both',
      }),
    ),
    origin: Type.Optional(
      Type.String({
        minLength: 1,
        description:
          'The namespace in which images were signed that `mirror import` has brought here: the legacy signature names it. Default: what `destination` says, where `--destination` overrides it.',
        examples: ['ghcr.io/this-is-tobi/mirror'],
      }),
    ),
  },
  {
    additionalProperties: false,
    description: 'The form of what is attached to copies.',
    examples: [{ format: 'bundle' }],
  },
);
