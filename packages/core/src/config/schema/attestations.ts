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
  },
  {
    additionalProperties: false,
    description: 'The form of what is attached to copies.',
    examples: [{ format: 'bundle' }],
  },
);
